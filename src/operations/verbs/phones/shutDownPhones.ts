import { message } from '../../../base/message';
import { PHONE_RUNNING } from '../../../model/status';
import { defineVerb } from '../../common/defineVerb';
import { cphJobs } from '../../follow/cphJobs';

/** POST /phones/batch-stop (cph_api_0516.html). */
export const shutDownPhones = defineVerb({
  id: 'shutDownPhones',
  on: 'phone',
  commands: { act: 'shutDownPhones', matching: 'shutDownPhonesMatching' },
  logTitle: 'Shut down',
  when: ({ status }) => status === PHONE_RUNNING,
  interrupts: true,
  mostPerRequest: 100,
  follow: cphJobs({
    send: (cph, ids, stop) => cph.stopPhones(ids, stop),
    describe: (cph, ids) => cph.describeStopPhones(ids),
    howToCheck: message('Refresh, and check whether the phone is shut down before you shut it down again.'),
  }),
});
