import { message } from '../../../base/message';
import { defineVerb } from '../../common/defineVerb';
import { changedPhones } from '../../follow/changedPhones';
import { cphJobs } from '../../follow/cphJobs';

/**
 * The values of `status` with which a phone can be reset: running, shut down, and the abnormal ones, which a reset can
 * bring back (cph_api_0503.html).
 */
const RESETTABLE: ReadonlySet<number | undefined> = new Set([2, 8, -5, -6, -7, -9]);

/** POST /phones/batch-reset (cph_api_0514.html): sets phones back to the state of their image. */
export const resetPhones = defineVerb({
  id: 'resetPhones',
  on: 'phone',
  commands: { act: 'resetPhones', matching: 'resetPhonesMatching' },
  logTitle: 'Reset',
  when: ({ status }) => RESETTABLE.has(status),
  interrupts: true,
  erases: { withoutTyping: 0 },
  mostPerRequest: 10,
  follow: cphJobs({
    send: (cph, ids, stop) => cph.resetPhones(ids, stop),
    describe: (cph, ids) => cph.describeResetPhones(ids),
    howToCheck: message('Check whether the data on the phone is gone before you reset it again.'),
    changes: changedPhones,
  }),
});
