import { idsOf } from '../../base/arrays';
import { instanceStatus, RUNNING } from '../../model/status';
import { message } from '../../base/message';
import { readInstances } from '../follow/instanceState';
import { type HealthCheck } from '../common/health';
import { runningOf } from './fleet';

/** GET /instances/batch-query has at most so many rows a page (ListInstances.html). */
const INSTANCES_PER_PAGE = 200;

/** An instance is healthy when it runs; that it left its running state before is what the reboot itself looks for. */
export const instanceHealth: HealthCheck = {
  running: async (clients, context) => {
    const koophone = await clients.koophone(context.project);
    return runningOf(
      async (index, pageSize, signal) => {
        const { instances, ...counted } = await koophone.listInstances({ pageNo: index + 1, pageSize }, signal);
        return {
          rows: instances.map(({ id, runningStatus }) => ({ id, runs: runningStatus === RUNNING })),
          ...counted,
        };
      },
      INSTANCES_PER_PAGE,
      context,
    );
  },
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
