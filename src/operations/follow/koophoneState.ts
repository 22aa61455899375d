import { idsOf } from '../../base/arrays';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Message } from '../../base/message';
import { type Target } from '../../model/operation';
import { type InstanceRow, type KooPhoneLike } from '../common/projectClients';
import { type BoundVerb, type Following, type ProjectContext, type Submission } from '../common/verb';
import { readInstances } from './instanceState';
import { lookAtStates, type StateProof, whenOver } from './stateProof';

/** A call of KooPhone that is answered without a task. */
interface StateCall {
  /** @returns what the answer says of each target */
  send(koophone: KooPhoneLike, targets: readonly Target[], stop: AbortSignal): Promise<Submission>;
  describe(koophone: KooPhoneLike, targets: readonly Target[]): ShownRequest;
  readonly howToCheck: Message;
  readonly state: StateProof;
  /** @returns why a target in the state of the row must not be sent any more; absent: its state does not matter */
  readonly changed?: (row: InstanceRow | undefined) => Message | undefined;
}

/** Follows the targets by the state that proves the end. */
export const koophoneState = (call: StateCall): Following => ({
  howToCheck: call.howToCheck,
  connect: async (clients, context): Promise<BoundVerb> => {
    const koophone = await clients.koophone(context.project);
    return {
      submit: (targets, stop) => call.send(koophone, targets, stop),
      ...(call.changed && { changes: changesBy(call.changed, koophone, context) }),
      describe: (targets) => call.describe(koophone, targets),
      look: (watched, report, signal) =>
        lookAtStates({ koophone, context, report, signal, state: call.state, howToCheck: call.howToCheck }, watched),
    };
  },
  canFind: () => true,
  canReadAgain: () => true,
  isFleeting: () => false,
  isUrgent: () => false,
  whenOver: (watched) => whenOver(watched, call.howToCheck),
});

/** Reads the targets once more before their request. */
const changesBy =
  (
    changed: (row: InstanceRow | undefined) => Message | undefined,
    koophone: KooPhoneLike,
    context: ProjectContext,
  ): NonNullable<BoundVerb['changes']> =>
  async (targets, stop) => {
    const rows = await readInstances(koophone, idsOf(targets), context, stop);
    return new Map(
      targets.flatMap(({ id }) => {
        const change = changed(rows.get(id));
        return change === undefined ? [] : [[id, change] as const];
      }),
    );
  };
