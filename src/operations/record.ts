import { type Operation, type Target, type TargetState } from '../model/operation';
import { type OperationChange } from './change';
import { Withdrawn } from './outcomes';

/** What changes of a target. */
export type Patch = Partial<Omit<TargetState, 'id' | 'name' | 'userId'>>;

/**
 * The story of one operation. Everything handed out is plain data that never changes again: one answer of the cloud
 * makes one new list of targets, which all the events of that answer share.
 */
export class OperationRecord {
  /** Resolves when the last target settled. */
  readonly done: Promise<Operation>;
  private resolveDone: ((operation: Operation) => void) | undefined;
  private readonly places = new Map<string, number>();
  private readonly stopping = new AbortController();
  private unsettled: number;
  private current: Operation;

  constructor(
    head: Pick<Operation, 'number' | 'verb' | 'project' | 'requests' | 'startedAt'>,
    targets: readonly Target[],
    private readonly emit: (change: OperationChange) => void,
  ) {
    this.current = { ...head, targets: targets.map((target) => ({ ...target, phase: 'waiting' })) };
    this.unsettled = targets.length;
    targets.forEach(({ id }, place) => this.places.set(id, place));
    this.done = new Promise((resolve) => (this.resolveDone = resolve));
  }

  get operation(): Operation {
    return this.current;
  }

  target(id: string): TargetState | undefined {
    return this.current.targets[this.places.get(id) ?? -1];
  }

  /** Whether nothing more of it may go out. */
  isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Aborts, with the reason `Withdrawn`, when nothing more of it may go out. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** Lets nothing more of it go out: what waits ends as `not sent`. */
  stop(now: number): void {
    this.stopping.abort(new Withdrawn());
    const waiting = this.current.targets.filter(({ phase }) => phase === 'waiting');
    this.update(
      waiting.map(({ id }) => [id, { result: 'not sent' }]),
      now,
    );
  }

  /**
   * Applies what was learnt and tells it, one event per target. What is settled stays as it is.
   * @param now milliseconds since the epoch
   */
  update(patches: Iterable<readonly [string, Patch]>, now: number): void {
    const targets = [...this.current.targets];
    const changed: TargetState[] = [];
    for (const [id, patch] of patches) {
      const place = this.places.get(id) ?? -1;
      const old = targets[place];
      if (old === undefined || old.phase === 'settled') {
        continue;
      }
      const target = patched(old, patch, now);
      this.unsettled -= target.phase === 'settled' ? 1 : 0;
      targets[place] = target;
      changed.push(target);
    }
    if (changed.length === 0) {
      return;
    }
    const operation: Operation = { ...this.current, targets };
    this.current = this.unsettled === 0 ? { ...operation, endedAt: now } : operation;
    const ended = this.current;
    for (const target of changed) {
      this.emit({ kind: 'target', operation, target });
    }
    if (ended.endedAt !== undefined) {
      this.emit({ kind: 'done', operation: ended });
      this.resolveDone?.(ended);
    }
  }
}

/** A result settles a target: what was said of it on the way holds no more. */
function patched(old: TargetState, patch: Patch, now: number): TargetState {
  if (patch.result === undefined) {
    return { ...old, ...patch };
  }
  const target: { -readonly [Key in keyof TargetState]: TargetState[Key] } = { ...old };
  delete target.text;
  delete target.code;
  delete target.advice;
  delete target.iamAction;
  if (patch.result === 'not sent') {
    delete target.sentAt;
  }
  return { ...target, ...patch, phase: 'settled', settledAt: now };
}
