import { Emitter } from '../../base/event';
import { type OperationChange } from '../../operations/common/events';
import { type Verb } from '../../model/status';
import { type Group, groupId, targetNodeId } from '../common/nodes';

const NOTHING: ReadonlyMap<string, Verb> = new Map();

/** What running operations do to rows: shown at once, whatever the listing still says, and kept over refreshes. */
export class Overlays {
  /** By the node id of a group, and then by the id of the cloud. */
  private readonly groups = new Map<string, Map<string, Verb>>();
  private readonly changed = new Emitter<readonly string[]>();
  private changes = 0;

  /** Tells the ids of the nodes whose look changed. */
  readonly onDidChange = this.changed.event;

  /** Goes up with each change. */
  get version(): number {
    return this.changes;
  }

  /** Takes note of one event of the engine. */
  follow(change: OperationChange): void {
    const { project, verb, targets, rollout } = change.operation;
    const group = this.groupOf(project, verb === 'restart' ? 'servers' : 'instances');
    const ids: string[] = [];
    for (const { id, phase } of change.kind === 'target' ? [change.target] : targets) {
      // In an operation that rolls nothing is done to a target before its turn, which may be hours away.
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

  /** @returns what is being done to the rows of a group now, by their ids. */
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
