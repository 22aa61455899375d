import { Emitter } from '../model/event';
import { type OperationChange } from '../operations/change';
import { type Verb } from '../model/status';
import { targetNodeId } from './nodes';

/** What running operations do to rows: shown at once, whatever the listing still says, and kept over refreshes. */
export class Overlays {
  private readonly verbs = new Map<string, Verb>();
  private readonly changed = new Emitter<readonly string[]>();

  /** Tells the ids of the nodes whose look changed. */
  readonly onDidChange = this.changed.event;

  /** Takes note of one event of the engine. */
  follow(change: OperationChange): void {
    const { operation } = change;
    const targets = change.kind === 'target' ? [change.target] : operation.targets;
    const ids: string[] = [];
    for (const target of targets) {
      const id = targetNodeId(operation.project, operation.verb, target.id);
      const isBusy = target.phase !== 'settled';
      if (isBusy !== this.verbs.has(id)) {
        ids.push(id);
      }
      if (isBusy) {
        this.verbs.set(id, operation.verb);
      } else {
        this.verbs.delete(id);
      }
    }
    if (ids.length > 0) {
      this.changed.fire(ids);
    }
  }

  /** @returns what is being done to that node now. */
  verb(id: string): Verb | undefined {
    return this.verbs.get(id);
  }

  dispose(): void {
    this.changed.dispose();
  }
}
