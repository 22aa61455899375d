import { idsOf } from '../../base/arrays';
import { instanceStatus, RUNNING } from '../../model/status';
import { message } from '../../base/message';
import { readInstances } from '../follow/instanceState';
import { type HealthCheck } from './healthCheck';

/** An instance is healthy when it runs; that it left its running state before is what the reboot itself looks for. */
export const instanceHealth: HealthCheck = {
  before: () => Promise.resolve([]),
  look: async ({ clients, context, signal }, targets, tell) => {
    const koophone = await clients.koophone(context.project);
    const ids = idsOf(targets);
    const rows = await readInstances(koophone, ids, context, signal);
    for (const id of ids) {
      const row = rows.get(id);
      if (row?.runningStatus === RUNNING) {
        tell(id, 'healthy');
      } else {
        tell(id, row === undefined ? message('it is not listed') : message('it is {0}', instanceStatus(row).word));
      }
    }
  },
};
