import { message } from '../../../base/message';
import { PHONE_SHUT_DOWN } from '../../../model/status';
import { defineVerb } from '../../common/defineVerb';
import { cphJobs } from '../../follow/cphJobs';
import { stillHas } from '../../follow/changedPhones';

/** POST /phones/batch-restart (cph_api_0515.html): CPH has no other call that starts a phone that was shut down. */
export const startPhones = defineVerb({
  id: 'startPhones',
  on: 'phone',
  commands: { act: 'startPhones', matching: 'startPhonesMatching' },
  logTitle: 'Start',
  when: ({ status }) => status === PHONE_SHUT_DOWN,
  interrupts: false,
  mostPerRequest: 100,
  follow: cphJobs({
    send: (cph, ids, stop) => cph.restartPhones(ids, stop),
    describe: (cph, ids) => cph.describeRestartPhones(ids),
    howToCheck: message('Refresh, and check whether the phone runs before you start it again.'),
    changes: stillHas(PHONE_SHUT_DOWN),
  }),
});
