import { message } from '../../../base/message';
import { bindingFlaw, bindingsOf } from '../../common/binding';
import { defineVerb } from '../../common/defineVerb';
import { koophoneTask } from '../../follow/koophoneTask';

/** POST /instances/unassign (UnassignInstance.html): clears the data of the users on the instances. */
export const unassignInstances = defineVerb({
  id: 'unassign',
  on: 'instance',
  commands: { act: 'unassignInstances', matching: 'unassignMatching' },
  logTitle: 'Unassign',
  // The cloud wants the user. Whether it is assigned may not be known where only the settings name it.
  when: ({ userId = '', isAssigned }) => userId !== '' && isAssigned !== false,
  leftOutAs: ({ isAssigned }) => (isAssigned === false ? 'notAssigned' : 'noUser'),
  interrupts: false,
  erases: { withoutTyping: 10 },
  isOfUser: true,
  mostPerRequest: 10,
  flaw: bindingFlaw,
  follow: koophoneTask({
    send: (koophone, targets, stop) => koophone.unassignInstances(bindingsOf(targets), stop),
    describe: (koophone, targets) => koophone.describeUnassign(bindingsOf(targets)),
    howToCheck: message('Refresh, and check whether the instance is still assigned before you unassign it again.'),
    // Not assigned any more, or to somebody else, proves it.
    state: {
      shows: (row, { userId }) =>
        row.isAssigned === false || (row.userId !== undefined && row.userId !== '' && row.userId !== userId),
      notYet: message('the instance is still bound to its user, and it may still be under way'),
    },
  }),
});
