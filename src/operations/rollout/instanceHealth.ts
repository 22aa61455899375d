import { idsOf } from '../../base/arrays';
import { instanceStatus, RUNNING } from '../../model/status';
import { message } from '../../base/message';
import { readInstances } from '../follow/instanceState';
import { type Proof } from './healthCheck';

/** An instance is well when it runs; that it left its running state before is what the reboot itself looks for. */
export const instanceProof: Proof = {
  before: () => Promise.resolve([]),
  look: async ({ clients, desk, signal }, targets, tell) => {
    const koophone = await clients.koophone(desk.project);
    const ids = idsOf(targets);
    const rows = await readInstances(koophone, ids, desk, signal);
    for (const id of ids) {
      const row = rows.get(id);
      if (row?.runningStatus === RUNNING) {
        tell(id, 'well');
      } else {
        tell(id, row === undefined ? message('it is not listed') : message('it is {0}', instanceStatus(row).word));
      }
    }
  },
};
