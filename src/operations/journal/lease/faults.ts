import { type Log } from '../../../base/log';

/** What fails in the background is told in the log once, until it works again. */
export class Faults {
  /** What could not be done when it was last tried. */
  private readonly told = new Set<string>();

  constructor(private readonly log: Log) {}

  /** Does what may fail, and tells a fault once until it works again. */
  async attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.told.delete(what);
    } catch (error) {
      this.tellOnce(what, error);
    }
  }

  /** Tells a fault, unless it is told already. */
  tellOnce(what: string, error: unknown): void {
    if (!this.told.has(what)) {
      this.told.add(what);
      this.log.warn(`${what}: ${String(error)}`);
    }
  }
}
