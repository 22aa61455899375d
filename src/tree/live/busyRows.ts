import { Emitter } from '../../base/event';
import { type OperationChange } from '../../operations/common/events';
import { type Verb } from '../../model/status';
import { type Group, groupId, targetNodeId } from '../common/projectsNodes';

const NOTHING: ReadonlyMap<string, Verb> = new Map();

/**
 * The verbs of the running operations, by row. A row shows the verb at once instead of its status, also after a
 * refresh.
 */
export class BusyRows {
  /** The verbs by the node id of the group, then by the row's id in the cloud. */
  private readonly groups = new Map<string, Map<string, Verb>>();
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
    const group = this.groupOf(project, verb === 'restart' ? 'servers' : 'instances');
    const ids: string[] = [];
    for (const { id, phase } of change.kind === 'target' ? [change.target] : targets) {
      // In a rollout a waiting target is not touched before its turn, which may be hours away.
      const isBusy = phase === 'sent' || (phase === 'waiting' && rollout === undefined);
      if (isBusy !== group.has(id)) {
        ids.push(targetNodeId(project, verb, id));
      }
      if (isBusy) {
        group.set(id, verb);
      } else {
        group.delete(id);
      }
    }
    if (ids.length > 0) {
      this.changes += 1;
      this.changed.fire(ids);
    }
  }

  /** @returns the verb that acts on each busy row of a group, by the row's id */
  verbs(project: string, group: Group): ReadonlyMap<string, Verb> {
    return this.groups.get(groupId(project, group)) ?? NOTHING;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private groupOf(project: string, group: Group): Map<string, Verb> {
    const id = groupId(project, group);
    const known = this.groups.get(id) ?? new Map<string, Verb>();
    this.groups.set(id, known);
    return known;
  }
}
