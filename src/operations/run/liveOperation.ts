import { setMaxListeners } from 'node:events';
import { omit } from '../../base/omit';
import { omitUndefined } from '../../base/omitUndefined';
import {
  hasMoreToSend,
  type Hold,
  type Operation,
  type OperationProgress,
  type TargetState,
} from '../../model/operation';
import { type RolloutProgress } from '../../model/rollout';
import { type OperationChange } from '../common/events';
import { Withdrawn } from '../follow/outcomes';
import { type Change } from '../journal/format/writeJournal';
import { endedAt, type HoldEvent, nextHold, progressed } from '../state/operation';
import { nextTarget, type Patch } from '../state/target';

export interface LiveOperationDeps {
  /** @returns whether it is still this window's to say what becomes of it */
  isOurs(): boolean;
  /** Called before the change is told. */
  record(change: Change): void;
  tell(change: OperationChange): void;
}

/**
 * One operation while this window knows it. It feeds the reducers of `operations/state` and tells what changed.
 * Everything that it hands out is plain data that does not change.
 */
export class LiveOperation {
  /** Resolves when the last target has settled, or when the operation is removed. */
  readonly done: Promise<Operation>;
  private resolveDone: ((operation: Operation) => void) | undefined;
  private readonly places = new Map<string, number>();
  private stopping = openGate();
  /** Why nothing more of it will ever be sent; absent while what is held back may be sent later. */
  private whyOver: Patch | undefined;
  private unsettled = 0;
  /** The time of the last change. A later change has at least this time, also after the clock was put back. */
  private latest = 0;

  constructor(
    private current: Operation,
    private readonly deps: LiveOperationDeps,
  ) {
    this.done = new Promise((resolve) => (this.resolveDone = resolve));
    this.replace(current);
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
   * The gate of its requests. It aborts, with the reason `Withdrawn`, when nothing more may leave. A sender takes the
   * signal once and keeps it: what was withdrawn stays withdrawn, also when the operation goes on later.
   */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** Ends the sending for good: each target that waits is settled as `not sent`. */
  stop(now: number, why: Patch = {}): void {
    this.whyOver ??= why;
    this.stopping.abort(new Withdrawn());
    const waiting = this.current.targets.filter(({ phase }) => phase === 'waiting');
    this.update(
      waiting.map(({ id }) => [id, { ...why, result: 'not sent' }]),
      now,
    );
  }

  /** Closes the gate: what has not left is withdrawn and waits again. */
  holdBack(): void {
    this.stopping.abort(new Withdrawn());
  }

  /** Opens the gate again. */
  revive(): void {
    this.whyOver = undefined;
    if (this.stopping.signal.aborted) {
      this.stopping = openGate();
    }
  }

  /**
   * Applies what happened to its hold, see `nextHold`. Only an operation that can still send something is held.
   * @param now milliseconds since the epoch
   * @returns whether that changed the hold
   */
  hold(event: HoldEvent, now: number): boolean {
    const { hold } = this.current;
    const next = hasMoreToSend(this.current) ? nextHold(hold, event, now) : hold;
    if (next === hold || this.hasEnded || this.whyOver !== undefined) {
      return false;
    }
    this.replaceHold(next, now);
    return true;
  }

  /** Puts another hold in the place of the one that it has. */
  replaceHold(next: Hold | undefined, now: number): void {
    const { hold, rollout } = this.current;
    if (next === undefined) {
      this.revive();
    } else {
      this.holdBack();
    }
    const heldMs = hold === undefined || next !== undefined ? 0 : Math.max(0, now - hold.since);
    this.progress(
      omitUndefined({
        hold: next,
        rollout: rollout && { ...progressOf(rollout), heldMs: rollout.heldMs + heldMs },
      }),
      now,
    );
  }

  /**
   * @returns the change of a target that was recorded as sent, and was surely withdrawn before it left: it waits again,
   *   and is `not sent` where nothing more of the operation will be sent
   */
  takenBack(): Patch {
    return this.whyOver === undefined ? { phase: 'waiting' } : { ...this.whyOver, result: 'not sent' };
  }

  /** Takes over what another window recorded. */
  replace(operation: Operation): void {
    this.current = operation;
    this.places.clear();
    operation.targets.forEach(({ id }, place) => this.places.set(id, place));
    this.unsettled = operation.targets.filter(({ phase }) => phase !== 'settled').length;
    if (this.hasEnded) {
      this.resolveDone?.(operation);
    }
  }

  /** It is in the history, or no longer stored: nothing more becomes known of it here. */
  forget(): void {
    this.resolveDone?.(this.current);
  }

  /** @param untilMs when the next request may leave; undefined when the host does not throttle any more */
  throttle(untilMs: number | undefined): void {
    const operation = omit(this.current, ['throttledUntil']);
    this.current = untilMs === undefined ? operation : { ...operation, throttledUntil: untilMs };
    this.deps.tell({ kind: 'waiting', operation: this.current });
  }

  /** @param waits whether its results cannot be read, because nobody is signed in */
  waitForSignIn(waits: boolean): void {
    if (!this.hasEnded && (this.current.waitsForSignIn === true) !== waits) {
      const operation = omit(this.current, ['waitsForSignIn']);
      this.current = waits ? { ...operation, waitsForSignIn: true } : operation;
      this.deps.tell({ kind: 'waiting', operation: this.current });
    }
  }

  /**
   * Applies what was learnt, and tells it with one event for each target. What has settled stays as it is.
   * @param now milliseconds since the epoch
   */
  update(patches: Iterable<readonly [string, Patch]>, now: number): void {
    if (!this.deps.isOurs()) {
      return;
    }
    const at = this.timeOf(now);
    const targets = [...this.current.targets];
    const changed: TargetState[] = [];
    const set: [number, Patch][] = [];
    for (const [id, patch] of patches) {
      const place = this.places.get(id) ?? -1;
      const old = targets[place];
      const target = old && nextTarget(old, patch, at);
      if (target === undefined) {
        continue;
      }
      this.unsettled -= target.phase === 'settled' ? 1 : 0;
      targets[place] = target;
      changed.push(target);
      set.push([place, patch]);
    }
    if (changed.length > 0) {
      this.deps.record({ at, set });
      this.tell({ ...this.current, targets }, changed, at);
      // What seemed to be held back had left.
      if (this.current.hold !== undefined && !hasMoreToSend(this.current)) {
        this.replaceHold(undefined, now);
      }
    }
  }

  /**
   * Records and tells other progress: nothing of the old one is left.
   * @param now milliseconds since the epoch
   */
  progress(progress: OperationProgress, now: number): void {
    if (!this.hasEnded && this.deps.isOurs()) {
      const { hold, rollout } = this.current;
      this.deps.record({ at: this.timeOf(now), progress });
      this.current = progressed(this.current, progress);
      const before = omitUndefined({ hold, rollout });
      this.deps.tell({ kind: 'progressed', operation: this.current, before });
    }
  }

  private timeOf(now: number): number {
    this.latest = Math.max(this.latest, now);
    return this.latest;
  }

  private tell(operation: Operation, changed: readonly TargetState[], at: number): void {
    this.current = endedAt(operation, at);
    const last = this.current;
    for (const target of changed) {
      this.deps.tell({ kind: 'target', operation, target });
    }
    if (last.endedAt !== undefined) {
      this.deps.tell({ kind: 'done', operation: last });
      this.resolveDone?.(last);
    }
  }
}

/** @returns the progress of a rollout without its plan */
export const progressOf = ({ wave, step, heldMs, stopsAfterWave, restsUntil, end }: RolloutProgress): RolloutProgress =>
  omitUndefined({
    wave,
    step,
    heldMs,
    stopsAfterWave,
    // A pause between two waves ends with its step.
    restsUntil: step === 'resting' ? restsUntil : undefined,
    end,
  });

/** Each request that waits for its turn adds a listener. With the usual limit Node.js would warn of a leak. */
function openGate(): AbortController {
  const gate = new AbortController();
  setMaxListeners(0, gate.signal);
  return gate;
}
