import { message } from '../../../base/message';
import { PHONE_RUNNING } from '../../../model/status';
import { defineVerb } from '../../common/defineVerb';
import { cphJobs } from '../../follow/cphJobs';
import { stillHas } from '../../follow/changedPhones';
import { phoneHealth } from '../../health/phoneHealth';

/**
 * POST /phones/batch-restart (cph_api_0515.html). The call starts a phone too that was shut down, which is a verb of its
 * own: so only those that run are restarted. The cloud refuses abnormal ones (CPS.0165).
 */
export const restartPhones = defineVerb({
  id: 'restartPhones',
  on: 'phone',
  commands: {
    act: 'restartPhones',
    matching: 'restartPhonesMatching',
    roll: 'rollingRestartPhones',
    icon: 'debug-restart',
  },
  logTitle: 'Restart',
  when: ({ status }) => status === PHONE_RUNNING,
  leftOutAs: ({ status = 0 }) => (status < 0 ? 'abnormal' : 'notRunning'),
  interrupts: true,
  isRestart: true,
  mostPerRequest: 100,
  follow: cphJobs({
    send: (cph, ids, stop) => cph.restartPhones(ids, stop),
    describe: (cph, ids) => cph.describeRestartPhones(ids),
    howToCheck: message('Refresh, and check whether the phone runs before you restart it again.'),
    changes: stillHas(PHONE_RUNNING),
  }),
  health: phoneHealth,
});
