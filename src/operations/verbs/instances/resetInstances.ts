import { idsOf } from '../../../base/arrays';
import { message } from '../../../base/message';
import { defineVerb } from '../../common/defineVerb';
import { koophoneTask } from '../../follow/koophoneTask';

/** The values of `running_status` that last, and are known: stopped, running, powered off (ListInstances.html). */
const RESETTABLE: ReadonlySet<number | undefined> = new Set([1, 2, 5]);

/** POST /instances/batch-reset (BatchReset.html): sets instances back to factory state. No state shows that it was done. */
export const resetInstances = defineVerb({
  id: 'resetInstances',
  on: 'instance',
  commands: { act: 'resetInstances', matching: 'resetInstancesMatching' },
  logTitle: 'Reset',
  when: ({ runningStatus }) => RESETTABLE.has(runningStatus),
  interrupts: true,
  erases: { withoutTyping: 0 },
  isOfUser: true,
  mostPerRequest: 10,
  follow: koophoneTask({
    send: (koophone, targets, stop) => koophone.resetInstances(idsOf(targets), stop),
    describe: (koophone, targets) => koophone.describeReset(idsOf(targets)),
    howToCheck: message('Check whether the data on the instance is gone before you reset it again.'),
  }),
});
