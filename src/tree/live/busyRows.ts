import { omitUndefined } from '../../base/omitUndefined';
import { Emitter } from '../../base/event';
import { type OperationChange } from '../../operations/common/events';
import { type Verb } from '../../model/verbs';
import { VERBS } from '../../operations/verbs/registry';
import { type Scope } from '../../inventory/inventory';
import { scopeNodeId } from '../common/projectsNodes';
import { scopeOfTarget, targetNodeId } from '../common/targetNodes';

const NOTHING: ReadonlyMap<string, Verb> = new Map();

/**
 * The verbs of the running operations, by row. A row shows the verb at once instead of its status, also after a
 * refresh.
 */
export class BusyRows {
  /** The verbs by the list, then by the row's id in the cloud. */
  private readonly lists = new Map<string, Map<string, Verb>>();
  private readonly changed = new Emitter<readonly string[]>();
  private changes = 0;

  /** Fires with the ids of the nodes that look different now. */
  readonly onDidChange = this.changed.event;

  /** A number that grows with each change. */
  get version(): number {
    return this.changes;
  }

  /** Takes one event of the engine. */
  follow(change: OperationChange): void {
    const { project, verb, targets, rollout } = change.operation;
    // One in the history acts on no row.
    if (targets === undefined) {
      return;
    }
    const { on } = VERBS[verb];
    const ids: string[] = [];
    for (const { id, phase, serverId } of change.kind === 'target' ? [change.target] : targets) {
      // In a rollout a waiting target is not touched before its turn, which may be hours away.
      const list = this.listOf(scopeOfTarget(on, project, serverId));
      const isBusy = phase === 'sent' || (phase === 'waiting' && rollout === undefined);
      if (isBusy !== list.has(id)) {
        ids.push(targetNodeId(on, project, omitUndefined({ id, serverId })));
      }
      if (isBusy) {
        list.set(id, verb);
      } else {
        list.delete(id);
      }
    }
    if (ids.length > 0) {
      this.changes += 1;
      this.changed.fire(ids);
    }
  }

  /** @returns the verb that acts on each busy row of a list, by the row's id */
  verbs(scope: Scope): ReadonlyMap<string, Verb> {
    return this.lists.get(scopeNodeId(scope)) ?? NOTHING;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private listOf(scope: Scope): Map<string, Verb> {
    const id = scopeNodeId(scope);
    const known = this.lists.get(id) ?? new Map<string, Verb>();
    this.lists.set(id, known);
    return known;
  }
}
