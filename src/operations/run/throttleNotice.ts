import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type LiveOperation } from './liveOperation';

/** Shows on operations that their host asked for fewer requests. */
export class ThrottleNotice implements Disposable {
  /** When the pause of a host ends. */
  private readonly timers = new Map<string, Timer>();

  constructor(private readonly clock: Clock) {}

  /**
   * @param operations those that wait for the host
   * @param untilMs when the next request goes there, in milliseconds since the epoch
   */
  show(host: string, untilMs: number, operations: readonly LiveOperation[]): void {
    operations.forEach((live) => {
      live.throttle(untilMs);
    });
    this.timers.get(host)?.cancel();
    const resume = (): void => {
      operations
        .filter(({ operation }) => operation.throttledUntil !== undefined)
        .forEach((live) => {
          live.throttle(undefined);
        });
    };
    this.timers.set(host, this.clock.setTimeout(resume, untilMs - this.clock.now()));
  }

  dispose(): void {
    this.timers.forEach((timer) => {
      timer.cancel();
    });
  }
}
