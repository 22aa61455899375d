import { type OperationChange } from '../../../../src/operations/common/events';

/** A longer pause than this separates two polls. */
const PAUSE_MS = 1_000;

/** Counts the requests while jobs are polled, and the unsettled jobs. */
export class Load {
  private now = 0;
  private most = 0;
  private looks = 0;
  private lastLook = -Infinity;
  /** The sum of unsettled jobs at the begin of each poll: the requests that one GET for each job would take. */
  private single = 0;
  private pollHas = { requests: 0, hundreds: 1 };
  private mostPerHundred = 0;
  /** How many jobs are unsettled, by the id of the request that started them. */
  private readonly unsettled = new Map<string, number>();

  /** Sends one request, and counts it as under way until its response has come. */
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
    const { most, looks, single, mostPerHundred } = this;
    return { most, looks, single, mostPerHundred };
  }

  private note(url: string): void {
    if (!new URL(url).pathname.endsWith('/jobs')) {
      return;
    }
    this.looks += 1;
    if (performance.now() - this.lastLook > PAUSE_MS) {
      const unsettled = [...this.unsettled.values()].reduce((sum, jobs) => sum + jobs, 0);
      this.single += unsettled;
      this.pollHas = { requests: 0, hundreds: Math.ceil(unsettled / 100) };
    }
    this.pollHas.requests += 1;
    this.mostPerHundred = Math.max(this.mostPerHundred, this.pollHas.requests / this.pollHas.hundreds);
    this.lastLook = performance.now();
  }
}
