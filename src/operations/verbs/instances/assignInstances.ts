import { omitUndefined } from '../../../base/omitUndefined';
import { ApiError } from '../../../api/errors/errors';
import { message } from '../../../base/message';
import { type Lost } from '../../common/verb';
import { bindingFlaw, bindingsOf } from '../../common/binding';
import { defineVerb } from '../../common/defineVerb';
import { koophoneState } from '../../follow/koophoneState';

/** No device can be assigned (AssignInstance.html). */
const NO_DEVICE = 'KPAPI.2209';

/**
 * POST /instances/assign (AssignInstance.html): gives each instance to a user. The response has no task: the binding is
 * followed.
 */
export const assignInstances = defineVerb({
  id: 'assign',
  on: 'instance',
  commands: { act: 'assignInstances', matching: 'assignMatching' },
  logTitle: 'Assign',
  when: ({ isAssigned }) => isAssigned === false,
  leftOutAs: ({ isAssigned }) => (isAssigned === undefined ? 'unknownUser' : 'assigned'),
  interrupts: false,
  isOfUser: true,
  takesUser: true,
  mostPerRequest: 100,
  flaw: bindingFlaw,
  follow: koophoneState({
    send: async (koophone, targets, stop) => {
      const answered = await koophone
        .assignInstances(bindingsOf(targets), stop)
        .then(() => ({}))
        .catch(refusedForSome);
      return new Map(targets.map(({ id }) => [id, answered]));
    },
    describe: (koophone, targets) => koophone.describeAssign(bindingsOf(targets)),
    howToCheck: message('Refresh, and check to whom the instance is assigned before you assign it again.'),
    changed: (row) =>
      row === undefined
        ? message('changed since you confirmed: it is no longer listed')
        : row.isAssigned === false
          ? undefined
          : message('changed since you confirmed: it has another user'),
    state: {
      shows: (row, { userId }) => row.isAssigned !== false && row.userId === userId,
      showsOther: ({ isAssigned, userId = '' }) =>
        isAssigned === false || userId === '' ? undefined : message('the instance is assigned to another user'),
      notYet: message('the instance does not have its user yet, and it may still be under way'),
    },
  }),
});

/**
 * No page says whether the other instances of a request are assigned in spite of this refusal. So each one is looked up.
 * A 5xx says nothing sure, whatever its code.
 * @throws any other error
 */
function refusedForSome(error: unknown): Lost {
  if (!(error instanceof ApiError) || error.info.code !== NO_DEVICE || (error.info.status ?? 0) >= 500) {
    throw error;
  }
  const { advice, requestId } = error.info;
  return {
    code: NO_DEVICE,
    lost: message('the request was refused ({0})', error.said),
    ...omitUndefined({ advice, requestId }),
  };
}
