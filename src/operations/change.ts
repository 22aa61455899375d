import { type Operation, type TargetState } from '../model/operation';

/** One event per change: an operation began, something became known of one of its targets, its last target settled. */
export type OperationChange =
  | { readonly kind: 'accepted'; readonly operation: Operation }
  | { readonly kind: 'target'; readonly operation: Operation; readonly target: TargetState }
  | { readonly kind: 'done'; readonly operation: Operation };
