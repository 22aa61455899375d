import { message } from '../../../base/message';
import { defineVerb } from '../../common/defineVerb';
import { cphJobs } from '../../follow/cphJobs';
import { serverHealth } from '../../health/serverHealth';

/** The values of `status` with which a server can be restarted: abnormal, normal, shutdown failed (cph_api_0502.html). */
const RESTARTABLE: ReadonlySet<number | undefined> = new Set([2, 5, 12, undefined]);

/** POST /servers/batch-restart (cph_api_0517.html). A server that only the settings name can be restarted too. */
export const restartServers = defineVerb({
  id: 'restart',
  on: 'server',
  commands: { act: 'restartServers', matching: 'restartMatching', roll: 'rollingRestart', icon: 'debug-restart' },
  logTitle: 'Restart',
  when: ({ status }) => RESTARTABLE.has(status),
  interrupts: true,
  isRestart: true,
  mostPerRequest: 100,
  follow: cphJobs({
    send: (cph, ids, stop) => cph.restartServers(ids, stop),
    describe: (cph, ids) => cph.describeRestart(ids),
    howToCheck: message('Check whether the phones of the server were updated since then before you restart it again.'),
  }),
  health: serverHealth,
});
