import { type ShownRequest } from '../../api/request/buildRequest';
import { type Message } from '../../base/message';
import { type Target } from '../../model/operation';
import { type KooPhoneLike } from '../common/projectClients';
import { type BoundVerb, type Following, type Submission } from '../common/verb';
import { lookAtStates, type StateProof, whenOver } from './stateProof';

/** A call of KooPhone that is answered without a task. */
interface StateCall {
  /** @returns what the answer says of each target */
  send(koophone: KooPhoneLike, targets: readonly Target[], stop: AbortSignal): Promise<Submission>;
  describe(koophone: KooPhoneLike, targets: readonly Target[]): ShownRequest;
  readonly howToCheck: Message;
  readonly state: StateProof;
}

/** Follows the targets by the state that proves the end. */
export const koophoneState = (call: StateCall): Following => ({
  howToCheck: call.howToCheck,
  connect: async (clients, context): Promise<BoundVerb> => {
    const koophone = await clients.koophone(context.project);
    return {
      submit: (targets, stop) => call.send(koophone, targets, stop),
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
