import { type Operation, type TargetState } from '../../model/operation';
import { type Rollout } from '../../model/rollout';

/**
 * One event per change. Of what this window does: an operation began, was taken over from a window that is gone,
 * something became known of one of its targets, its last target settled, its host throttles or does no longer
 * (`throttledUntil`), its waves went on, or wait for a person (`rolled`). Of what is stored: an operation is shown, as another window or an earlier one left it, or was
 * removed.
 */
export type OperationChange =
  | { readonly kind: 'accepted' | 'resumed' | 'done' | 'throttled'; readonly operation: Operation }
  | { readonly kind: 'rolled'; readonly operation: Operation; readonly before: Rollout }
  | { readonly kind: 'target'; readonly operation: Operation; readonly target: TargetState }
  | { readonly kind: 'shown' | 'removed'; readonly operation: Operation };
