import { type Clock, type Timer } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type OperationRecord } from './liveOperation';

/** Shows on operations that their host asked for fewer requests. */
export class Throttled implements Disposable {
  /** When the pause of a host ends. */
  private readonly timers = new Map<string, Timer>();

  constructor(private readonly clock: Clock) {}

  /**
   * @param records those that wait for the host
   * @param untilMs when the next request goes there, in milliseconds since the epoch
   */
  show(host: string, untilMs: number, records: readonly OperationRecord[]): void {
    records.forEach((record) => {
      record.throttle(untilMs);
    });
    this.timers.get(host)?.cancel();
    const resume = (): void => {
      this.timers.delete(host);
      records
        .filter(({ operation }) => operation.throttledUntil !== undefined)
        .forEach((record) => {
          record.throttle(undefined);
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
