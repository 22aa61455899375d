import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type OperationControl, possibleControls } from '../../model/operationControls';
import { type AnyOperation, canRetry } from '../../model/operationSummary';
import { type ContextKeys, setContextKey } from './contextKeys';

/** The keys are looked at at most once in this time, in milliseconds. Thousands of events can come in one second. */
const QUIET_MS = 200;

const KEY_OF: Readonly<Record<OperationControl, keyof ContextKeys>> = {
  promote: 'cloudPhone.canPromote',
  resume: 'cloudPhone.canResume',
  pause: 'cloudPhone.canPause',
  stopAfterWave: 'cloudPhone.canStopAfterWave',
  stop: 'cloudPhone.canStop',
};

interface Parts {
  /** @returns all operations that are known so far */
  readonly list: () => readonly AnyOperation[];
  readonly clock: Clock;
  /** Sets a context key. */
  readonly set?: typeof setContextKey;
}

/**
 * The context keys by which the palette has only commands that can do something. What is known only after the stored
 * operations were read is said as `nothingTo…`: until then such a command is there.
 */
export class OperationKeys implements Disposable {
  private readonly shown = new Map<keyof ContextKeys, boolean>();
  private readonly set: typeof setContextKey;
  private timer: Timer | undefined;
  private isLoaded = false;

  constructor(private readonly parts: Parts) {
    this.set = parts.set ?? setContextKey;
  }

  /** Call when the stored operations were read. */
  loaded(): void {
    this.isLoaded = true;
    this.update();
  }

  /** Call after any change of the operations. */
  follow(): void {
    this.timer ??= this.parts.clock.setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, QUIET_MS);
  }

  dispose(): void {
    this.timer?.cancel();
  }

  private update(): void {
    const all = this.parts.list();
    const controls = new Set(all.flatMap((operation) => possibleControls(operation)));
    for (const control of Object.keys(KEY_OF) as OperationControl[]) {
      this.show(KEY_OF[control], controls.has(control));
    }
    this.show(
      'cloudPhone.isOperating',
      all.some(({ endedAt }) => endedAt === undefined),
    );
    if (this.isLoaded) {
      this.show('cloudPhone.nothingToCopy', all.length === 0);
      this.show('cloudPhone.nothingToClear', !all.some(({ endedAt }) => endedAt !== undefined));
      this.show('cloudPhone.nothingToRetry', !all.some(canRetry));
    }
  }

  private show(key: keyof ContextKeys, value: boolean): void {
    if (this.shown.get(key) !== value) {
      this.shown.set(key, value);
      this.set(key, value);
    }
  }
}
