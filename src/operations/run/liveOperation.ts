import { type Operation, type TargetState } from '../../model/operation';
import { type RolloutProgress } from '../../model/rollout';
import { type OperationChange } from '../common/events';
import { Withdrawn } from '../follow/outcomes';
import { ended, type Patch, patched, progressed } from '../common/patch';

export interface RecordListeners {
  /** @returns whether it is still this window's to say what becomes of it */
  isOurs(): boolean;
  tell(change: OperationChange): void;
  /** Called before anybody is told: what became of the targets at these places, and when. */
  note(patches: readonly (readonly [number, Patch])[], at: number): void;
  /** The same for the waves of a rolling operation. */
  noteProgress(progress: RolloutProgress, at: number): void;
}

/**
 * The story of one operation. Everything handed out is plain data that never changes again: one answer of the cloud
 * makes one new list of targets, which all the events of that answer share.
 */
export class OperationRecord {
  /** Resolves when the last target settled. */
  readonly done: Promise<Operation>;
  private resolveDone: ((operation: Operation) => void) | undefined;
  private readonly places = new Map<string, number>();
  private stopping = new AbortController();
  /** Why nothing more of it will ever go out; absent while what is held back may go out later. */
  private whyOver: Patch | undefined;
  private unsettled = 0;

  constructor(
    private current: Operation,
    private readonly listeners: RecordListeners,
  ) {
    this.done = new Promise((resolve) => (this.resolveDone = resolve));
    current.targets.forEach(({ id }, place) => this.places.set(id, place));
    this.count();
  }

  get operation(): Operation {
    return this.current;
  }

  get hasEnded(): boolean {
    return this.unsettled === 0;
  }

  target(id: string): TargetState | undefined {
    return this.current.targets[this.places.get(id) ?? -1];
  }

  /**
   * Aborts, with the reason `Withdrawn`, when nothing more of it may go out. A sender asks once and keeps the signal:
   * what was taken back stays taken back, also when the operation goes on later.
   */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** Lets nothing more of it go out: what waits ends as `not sent`. */
  stop(now: number, why: Patch = {}): void {
    this.whyOver ??= why;
    this.stopping.abort(new Withdrawn());
    const waiting = this.current.targets.filter(({ phase }) => phase === 'waiting');
    this.update(
      waiting.map(({ id }) => [id, { ...why, result: 'not sent' }]),
      now,
    );
  }

  /** Takes back what has not left, and says nothing about what waits: it may go out later, here or elsewhere. */
  holdBack(): void {
    this.stopping.abort(new Withdrawn());
  }

  /** What waits may go out. A sender that was not taken back keeps a signal that `stop` reaches. */
  revive(): void {
    this.whyOver = undefined;
    if (this.stopping.signal.aborted) {
      this.stopping = new AbortController();
    }
  }

  /**
   * @returns what is to be noted of a target that was noted as sent, and was surely taken back before it left: it waits
   * again, and is `not sent` where nothing more of the operation will go out
   */
  takenBack(): Patch {
    return this.whyOver === undefined ? { phase: 'waiting' } : { ...this.whyOver, result: 'not sent' };
  }

  /** Another window wrote on: this is what is known now. */
  replace(operation: Operation): void {
    this.current = operation;
    this.count();
    if (this.hasEnded) {
      this.resolveDone?.(operation);
    }
  }

  /** @param untilMs when the next request may leave; undefined when nothing is waited for any more */
  throttle(untilMs: number | undefined): void {
    const operation = withoutPause(this.current);
    this.current = untilMs === undefined ? operation : { ...operation, throttledUntil: untilMs };
    this.listeners.tell({ kind: 'throttled', operation: this.current });
  }

  /**
   * Applies what was learnt and tells it, one event per target. What is settled stays as it is.
   * @param now milliseconds since the epoch
   */
  update(patches: Iterable<readonly [string, Patch]>, now: number): void {
    if (!this.listeners.isOurs()) {
      return;
    }
    const targets = [...this.current.targets];
    const changed: TargetState[] = [];
    const noted: [number, Patch][] = [];
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
      noted.push([place, patch]);
    }
    if (changed.length > 0) {
      this.listeners.note(noted, now);
      this.tell({ ...this.current, targets }, changed, now);
    }
  }

  /** Notes how far the waves are, and tells it. */
  progress(progress: RolloutProgress, now: number): void {
    const { rollout } = this.current;
    if (rollout !== undefined && !this.hasEnded && this.listeners.isOurs()) {
      this.listeners.noteProgress(progress, now);
      this.current = { ...this.current, rollout: progressed(rollout, progress) };
      this.listeners.tell({ kind: 'rolled', operation: this.current, before: rollout });
    }
  }

  private tell(operation: Operation, changed: readonly TargetState[], now: number): void {
    this.current = this.hasEnded ? ended(withoutPause(operation), now) : operation;
    const last = this.current;
    for (const target of changed) {
      this.listeners.tell({ kind: 'target', operation, target });
    }
    if (last.endedAt !== undefined) {
      this.listeners.tell({ kind: 'done', operation: last });
      this.resolveDone?.(last);
    }
  }

  private count(): void {
    this.unsettled = this.current.targets.filter(({ phase }) => phase !== 'settled').length;
  }
}

function withoutPause(operation: Operation): Operation {
  const rest: { -readonly [Key in keyof Operation]: Operation[Key] } = { ...operation };
  delete rest.throttledUntil;
  return rest;
}
