import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../../../../src/api/http/fetch';
import { systemClock } from '../../../../src/base/clock';
import { NodeSharedFolder, thisWindow } from '../../../../src/storage/nodeSharedFolder';
import { Operations } from '../../../../src/operations/operations';
import { NO_GUARD } from '../../../support/operations/planned';
import { type CloudAddress } from '../../processes/cloudAddress';
import { LANES } from '../../scenes/fleet';
import { POLL_MS } from '../../scenes/restart';
import { clientsOf, quiet } from './floors';
import { type Load } from './load';

/**
 * Works with the extension's own operations, whose history is on the disk.
 * @param load counts the requests
 */
export async function withOperations<T>(
  cloud: CloudAddress,
  work: (operations: Operations) => Promise<T>,
  load?: Load,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'cloud-phone-bench-'));
  const operations = new Operations({
    clients: {
      ...clientsOf(cloud, (url, init) => load?.count(url, () => send(url, init)) ?? send(url, init)),
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
    return await work(operations);
  } finally {
    operations.dispose();
    // The operation may still be packed: what that writes comes between.
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
