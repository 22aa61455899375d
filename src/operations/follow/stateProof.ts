import { ApiError } from '../../api/errors/errors';
import { message, type Message } from '../../base/message';
import { type Target } from '../../model/operation';
import { type InstanceRow, type KooPhoneLike } from '../common/projectClients';
import {
  elapsedMs,
  type Finding,
  isInGrace,
  type Outcome,
  type ProjectContext,
  type Report,
  type Watched,
} from '../common/verb';
import { readInstances } from './instanceState';
import { timedOut, unknown } from './outcomes';

/** The state of an instance that proves the end of a verb. */
export interface StateProof {
  /** @returns whether the row shows that it is done. One that does not proves nothing yet */
  shows(row: InstanceRow, target: Target): boolean;
  /** What is said of one that does not show it in the end. */
  readonly notYet: Message;
  /** @returns what the row shows in place of it, so that it is not to be expected any more; absent: nothing does */
  readonly showsOther?: (row: InstanceRow, target: Target) => Message | undefined;
}

/** One look at the states of instances. */
interface StateLook {
  readonly koophone: KooPhoneLike;
  readonly context: ProjectContext;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly state: StateProof;
  readonly howToCheck: Message;
}

/**
 * Reads the instances and reports those whose state proves the end. Those whose response was lost are given up after the
 * grace time.
 * @throws ApiError when they cannot be read
 */
export async function lookAtStates(look: StateLook, watched: readonly Watched[]): Promise<void> {
  const { koophone, context, report, signal, state, howToCheck } = look;
  const began = elapsedMs(context);
  const ids = watched.map(({ target }) => target.id);
  const giveUp = (one: Watched, seen: Message): Finding[] =>
    one.target.lost === undefined || isInGrace(one, context, began)
      ? []
      : [{ watched: one, outcome: unknown(one.target, seen, howToCheck) }];
  const rows = await readInstances(koophone, ids, context, signal).catch((error: unknown) => {
    const isShut = error instanceof ApiError && error.kind === 'forbidden';
    report(isShut ? watched.flatMap((one) => giveUp(one, message('listing instances is not permitted'))) : []);
    throw error;
  });
  report(
    watched.flatMap((one): Finding[] => {
      const row = rows.get(one.target.id);
      if (row === undefined) {
        return giveUp(one, message('the instance is not listed'));
      }
      if (state.shows(row, one.target)) {
        return [{ watched: one, outcome: { result: 'succeeded' } }];
      }
      const other = state.showsOther?.(row, one.target);
      return other === undefined || one.target.lost !== undefined || isInGrace(one, context, began)
        ? giveUp(one, other ?? state.notYet)
        : [{ watched: one, outcome: { result: 'failed', text: message('accepted, but {0}', other) } }];
    }),
  );
}

/** @returns what is said of a target whose time is over, where its state would have proved its end */
export const whenOver = ({ target }: Watched, howToCheck: Message): Outcome =>
  target.lost === undefined ? timedOut : unknown(target, message('its state could not be read'), howToCheck);
