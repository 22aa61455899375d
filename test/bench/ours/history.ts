// Measures what it costs a window to load the history: the time, and the growth of the heap of this process.
import * as v from 'valibot';
import { systemClock } from '../../../src/base/clock';
import { DEFAULT_GUARD } from '../../../src/model/plan';
import { Operations } from '../../../src/operations/operations';
import { NodeSharedFolder, thisWindow } from '../../../src/storage/nodeSharedFolder';
import { answer } from '../processes/answer';
import { quiet } from './support/floors';
import { usedBytes } from './support/usedBytes';

answer(v.object({ folder: v.string() }), async ({ folder }) => {
  const before = usedBytes();
  const operations = new Operations({
    clients: { cph: noCloud, koophone: noCloud, host: () => 'cloud.example', projectId: () => undefined },
    clock: systemClock,
    log: quiet,
    store: { files: new NodeSharedFolder(folder), window: thisWindow() },
    settings: {
      maxConcurrentRequests: () => 1,
      pollIntervalMs: () => 5_000,
      timeoutMs: () => 60_000,
      guard: () => DEFAULT_GUARD,
    },
  });
  const began = performance.now();
  await operations.load();
  const loadMs = performance.now() - began;
  const bytes = usedBytes() - before;
  const loaded = operations.list().length;
  operations.dispose();
  return { loadMs, bytes, loaded };
});

const noCloud = (): Promise<never> => Promise.reject(new Error('The history needs no cloud.'));
