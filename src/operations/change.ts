import { type Operation, type TargetState } from '../model/operation';

/**
 * One event per change. Of what this window does: an operation began, was taken over from a window that is gone,
 * something became known of one of its targets, its last target settled, its host throttles or does no longer
 * (`throttledUntil`). Of what is stored: an operation is shown, as another window or an earlier one left it, or was
 * removed.
 */
export type OperationChange =
  | { readonly kind: 'accepted' | 'resumed' | 'done' | 'throttled'; readonly operation: Operation }
  | { readonly kind: 'target'; readonly operation: Operation; readonly target: TargetState }
  | { readonly kind: 'shown' | 'removed'; readonly operation: Operation };
