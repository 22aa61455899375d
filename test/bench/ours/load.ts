import { type OperationChange } from '../../../src/operations/change';
import { POLL_MS } from '../restartScene';

/** What goes over the wire while jobs are watched, and what is unsettled meanwhile. */
export class Load {
  private now = 0;
  private most = 0;
  private looks = 0;
  private lastLook = -Infinity;
  /** Jobs that were unsettled when each poll began: what one GET for each of them would ask. */
  private single = 0;
  /** How many jobs are unsettled, by the id of the request that began them. */
  private readonly unsettled = new Map<string, number>();

  /** Does one request, and counts it until its answer is there. */
  async count<T>(url: string, ask: () => Promise<T>): Promise<T> {
    this.note(url);
    this.now += 1;
    this.most = Math.max(this.most, this.now);
    try {
      return await ask();
    } finally {
      this.now -= 1;
    }
  }

  follow(change: OperationChange): void {
    if (change.kind === 'target' && change.target.requestId !== undefined) {
      const { requestId, result } = change.target;
      this.unsettled.set(requestId, (this.unsettled.get(requestId) ?? 0) + (result === undefined ? 1 : -1));
    }
  }

  seen() {
    const { most, looks, single } = this;
    return { most, looks, single };
  }

  private note(url: string): void {
    if (!new URL(url).pathname.endsWith('/jobs')) {
      return;
    }
    this.looks += 1;
    if (performance.now() - this.lastLook > POLL_MS / 2) {
      this.single += [...this.unsettled.values()].reduce((sum, jobs) => sum + jobs, 0);
    }
    this.lastLook = performance.now();
  }
}
