import { CphClient } from '../../../src/api/cph/client';
import { KooPhoneClient } from '../../../src/api/koophone/client';
import { Transport } from '../../../src/api/http/transport';
import { systemClock } from '../../../src/base/clock';
import { NodeSharedFolder, thisWindow } from '../../../src/storage/nodeSharedFolder';
import { Operations } from '../../../src/operations/operations';
import { logInto } from './harness';
import { TokenInHand } from '../api';
import { NO_GUARD } from './planned';

/** What a process needs: the cloud, the folder of the stored operations, and how many requests may be under way. */
export interface RealWindowOptions {
  readonly origin: string;
  readonly token: string;
  readonly projectId: string;
  readonly folder: string;
  readonly lanes: number;
}

/** @returns the engine with the real clock, the real disk and real sockets, as the extension has it */
export function openRealWindow({ origin, token, projectId, folder, lanes }: RealWindowOptions): Operations {
  const transport = new Transport({
    clock: systemClock,
    log: logInto([]),
    timeoutMs: () => 30_000,
    maxConcurrent: () => 8,
  });
  const authorizer = new TokenInHand(token);
  const connection = { transport, origin, authorizer, projectId };
  return new Operations({
    clients: {
      cph: () => Promise.resolve(new CphClient(connection)),
      koophone: () => Promise.resolve(new KooPhoneClient(connection)),
      host: () => new URL(origin).host,
      projectId: () => undefined,
    },
    clock: systemClock,
    log: logInto([]),
    store: { files: new NodeSharedFolder(folder), window: thisWindow() },
    settings: {
      maxConcurrentRequests: () => lanes,
      pollIntervalMs: () => 100,
      timeoutMs: () => 60_000,
      guard: () => NO_GUARD,
    },
  });
}
