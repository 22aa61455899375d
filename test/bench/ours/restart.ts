// Restarts servers with the extension's own operations, and stores their history on the disk.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../../../src/api/http/fetch';
import { systemClock } from '../../../src/base/clock';
import { NodeSharedFolder, thisWindow } from '../../../src/storage/nodeSharedFolder';
import { Operations } from '../../../src/operations/operations';
import { linesFor } from '../../../src/operations/output/logLines';
import { countResults } from '../../../src/model/results';
import { LANES } from '../scenes/fleet';
import { POLL_MS, restartInput } from '../scenes/restart';
import { answer } from '../processes/answer';
import { clientsOf, quiet } from './support/floors';
import { Load } from './support/load';
import { longestPause } from './support/longestPause';
import { NO_GUARD, planOf, startPlan } from '../../support/operations/planned';

answer(restartInput, async ({ cloud, ids }) => {
  const home = await mkdtemp(join(tmpdir(), 'cloud-phone-bench-'));
  const load = new Load();
  const operations = new Operations({
    clients: {
      ...clientsOf(cloud, (url, init) => load.count(url, () => send(url, init))),
      host: () => new URL(cloud.origin).host,
      projectId: () => undefined,
    },
    clock: systemClock,
    log: quiet,
    store: { files: new NodeSharedFolder(home), window: thisWindow() },
    settings: {
      maxConcurrentRequests: () => LANES,
      pollIntervalMs: () => POLL_MS,
      timeoutMs: () => 30 * 60_000,
      guard: () => NO_GUARD,
    },
  });
  try {
    let lines = 0;
    operations.onDidChange((change) => {
      lines += linesFor(change).length;
      load.follow(change);
    });
    const targets = ids.map((id) => ({ id, name: id.slice(0, 8) }));
    const began = performance.now();
    const { result: operation, pauseMs } = await longestPause(
      () => startPlan(operations, planOf('restart', 'Bench', targets)).done,
    );
    const ms = performance.now() - began;
    return { ms, pauseMs, lines, succeeded: countResults(operation).succeeded, ...load.seen() };
  } finally {
    operations.dispose();
    // The operation may still be packed: what that writes comes between.
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});
