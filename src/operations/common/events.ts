import { type Operation, type OperationProgress, type TargetState } from '../../model/operation';
import { type AnyOperation, type OperationSummary } from '../../model/operationSummary';

/**
 * One event for each change. Of what this window does:
 * - `accepted`: an operation began.
 * - `resumed`: it was taken over from a window that is gone.
 * - `target`: something became known of one of its targets.
 * - `progressed`: its waves went on, or it was held back or let go on. `before` is the progress before that.
 * - `waiting`: its host throttles (`throttledUntil`), or nobody is signed in (`waitsForSignIn`); or no longer.
 * - `done`: its last target settled.
 *
 * Of what is stored:
 * - `shown`: it is known now as another window or an earlier one left it. One that has ended comes as its summary, unless
 *   this window has shown it while it ran.
 * - `packed`: it has ended and is in the history. From now on only its summary is in memory.
 * - `corrected`: a retry found out what became of targets without a sure result.
 * - `removed`: it is no longer in the history.
 */
export type OperationChange =
  | { readonly kind: 'accepted' | 'resumed' | 'done' | 'waiting'; readonly operation: Operation }
  | { readonly kind: 'progressed'; readonly operation: Operation; readonly before: OperationProgress }
  | { readonly kind: 'target'; readonly operation: Operation; readonly target: TargetState }
  | { readonly kind: 'shown' | 'removed'; readonly operation: AnyOperation }
  | { readonly kind: 'packed' | 'corrected'; readonly operation: OperationSummary };
