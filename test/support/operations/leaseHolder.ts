import { type Hold, type Operation, type TargetState } from '../../../src/model/operation';
import { type OperationSummary } from '../../../src/model/operationSummary';
import { type OwnerRequest } from '../../../src/operations/journal/fileNames';
import { JournalStore } from '../../../src/operations/journal/journalStore';
import { Lease } from '../../../src/operations/journal/lease/lease';
import { type LeaseListeners } from '../../../src/operations/journal/lease/leased';
import { TestClock } from '../testClock';
import { turnOfTheLoop } from '../until';
import { logInto, servers } from './harness';
import { MemoryFolder, type MemoryWindow } from './memoryFiles';

/** An operation that a window knows, as the lease sees it. */
interface Known {
  readonly live: { hasEnded: boolean };
  isOwn: boolean;
  epoch: number;
  isStored: boolean;
  isStale: boolean;
}

/** A window that has nothing of the engine but the lease. It does what it is told to do, and keeps a list of it. */
export class LeaseHolder implements LeaseListeners {
  /** What the lease told: `shown 1 at its end`, `acquired 1 in epoch 2, next line 4`. */
  readonly told: string[] = [];
  readonly log: string[] = [];
  readonly known = new Map<number, Known>();
  readonly history = new Map<number, { corrections: number }>();
  /** What `isBehind` answers. */
  isLeftBehind = false;
  heartbeats = 0;
  readonly journals: JournalStore;
  readonly lease: Lease;

  constructor(
    readonly window: MemoryWindow,
    readonly clock: TestClock,
  ) {
    const log = logInto(this.log);
    const journals = new JournalStore(window, log);
    const { known, history } = this;
    this.journals = journals;
    this.lease = new Lease({ ...window.store, journals, clock, log, known, history, listeners: this });
  }

  /** Begins an operation of this window, which waits. @returns its number */
  begin(): number {
    const { number } = this.journals.begin(waiting, this.window.id);
    this.know(number, { isOwn: true });
    return number;
  }

  know(number: number, as: Partial<Omit<Known, 'live'>>, hasEnded = false): Known {
    const one = { live: { hasEnded }, isOwn: false, epoch: 1, isStored: true, isStale: false, ...as };
    this.known.set(number, one);
    return one;
  }

  /** Ends an operation of this window and packs it. */
  async end(number: number): Promise<void> {
    await this.journals.writer(number, 1, 1).pack(ended(number));
    this.known.delete(number);
    this.history.set(number, { corrections: 0 });
  }

  /** Waits until the work under way has ended or waits for a timer. */
  async rest(): Promise<void> {
    for (let turns = 0; turns < 5; turns += 1) {
      await turnOfTheLoop();
    }
  }

  /** Advances the clock by `ms` milliseconds, timer by timer. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.elapsedMs() + ms;
    await this.rest();
    while (this.clock.elapsedMs() < end) {
      this.clock.advance(Math.min(this.clock.nextDelayMs ?? Infinity, end - this.clock.elapsedMs()));
      await this.rest();
    }
  }

  /** @returns what was told since it was asked last */
  news(): string[] {
    return this.told.splice(0);
  }

  shown({ number, endedAt }: Operation): void {
    this.told.push(`shown ${number}${endedAt === undefined ? '' : ' at its end'}`);
    if (!this.known.has(number)) {
      this.know(number, {}, endedAt !== undefined);
    }
    Object.assign(this.known.get(number) ?? {}, { live: { hasEnded: endedAt !== undefined }, isStale: false });
  }

  kept({ number }: OperationSummary, corrections: number): void {
    this.told.push(`kept ${number}, corrected ${corrections} times`);
    this.known.delete(number);
    this.history.set(number, { corrections });
  }

  removed(number: number): void {
    this.told.push(`removed ${number}`);
    this.known.delete(number);
    this.history.delete(number);
  }

  acquired({ number, endedAt }: Operation, epoch: number, nextLine: number): void {
    this.told.push(`acquired ${number} in epoch ${epoch}, next line ${nextLine}`);
    this.know(number, { isOwn: true, epoch }, endedAt !== undefined);
  }

  lost(number: number): void {
    this.told.push(`lost ${number}`);
    Object.assign(this.known.get(number) ?? {}, { isOwn: false, isStale: true });
  }

  requested(number: number, what: OwnerRequest, seen?: Hold): void {
    this.told.push(`${what} ${number}${seen === undefined ? '' : `, while ${seen.why}`}`);
  }

  heartbeat(): void {
    this.heartbeats += 1;
  }

  isBehind(): boolean {
    return this.isLeftBehind;
  }
}

/** Windows over one folder and one clock, each with a lease. */
export function leases() {
  const folder = new MemoryFolder();
  const clock = new TestClock();
  const open = (machine?: string): LeaseHolder => new LeaseHolder(folder.open(machine), clock);
  const beat = ({ window }: LeaseHolder, text: string): void => {
    folder.files.set(heartbeatOf(window.id), text);
  };
  /** Something in the folder changes. @returns what that window tells then */
  const change = async (holder: LeaseHolder): Promise<string[]> => {
    folder.changed();
    await holder.pass(300);
    return holder.news();
  };
  return { folder, clock, open, beat, change };
}

/** @returns the name of the file with the heartbeat of a window */
export const heartbeatOf = (id: string): string => `window-${Buffer.from(id).toString('base64url')}.heartbeat`;

/** @returns an operation of which nothing was sent */
export const waiting = (number: number): Operation => ({
  number,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 1_000,
  targets: servers(1).map((one) => ({ ...one, phase: 'waiting' })),
});

/** @returns the same one when it has ended */
export const ended = (number: number): Operation => ({
  ...waiting(number),
  endedAt: 5_000,
  targets: servers(1).map((one): TargetState => ({ ...one, phase: 'settled', result: 'succeeded', settledAt: 5_000 })),
});
