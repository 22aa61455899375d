import { summaryOf } from '../../../model/operationSummary';
import { type Marks } from '../marks';
import { type Faults } from './faults';
import { type Heartbeats } from './heartbeats';
import { type Leased, type LeaseDeps } from './leased';
import { type MissingSummaries } from './missingSummaries';
import { doRequests, GO_ON } from './ownerRequests';

interface Parts {
  readonly faults: Faults;
  readonly heartbeats: Heartbeats;
  readonly summaries: MissingSummaries;
  /** Asked after each wait: the window may have been closed meanwhile. */
  hasEnded(): boolean;
}

/** A look at the stored operations: what is new there is told, and what nobody acts for any more is taken over. */
export class Look {
  /** Operations of other windows that have ended and are not packed yet: perhaps their windows are gone. */
  private readonly unpacked = new Set<number>();
  /** How long the journals of others were when they were last read. */
  private readonly sizes = new Map<number, number>();

  constructor(
    private readonly deps: LeaseDeps,
    private readonly parts: Parts,
  ) {}

  /** Whether an operation of another window is to be packed, by that window or by the one that takes it over. */
  get isLeft(): boolean {
    return this.unpacked.size > 0;
  }

  /** One look at all that is stored. */
  async once(): Promise<void> {
    const { journals, known, history, listeners } = this.deps;
    await this.parts.faults.attempt('The history cannot be read', async () => {
      const stored = journals.marks();
      for (const [number, { isOwn, live, isStored }] of known) {
        if (!stored.has(number) && (!isOwn || (live.hasEnded && isStored && !listeners.isBehind()))) {
          listeners.removed(number);
        }
      }
      for (const number of history.keys()) {
        if (!stored.has(number)) {
          listeners.removed(number);
        }
      }
      for (const number of this.unpacked) {
        if (!stored.has(number)) {
          this.unpacked.delete(number);
        }
      }
      for (const marks of [...stored.values()].reverse()) {
        await this.parts.faults.attempt(`Operation #${marks.number} cannot be read`, () =>
          this.lookAt(marks, known.get(marks.number)),
        );
      }
    });
  }

  private async lookAt(marks: Marks, known: Leased | undefined): Promise<void> {
    const { journals, history, listeners } = this.deps;
    if (marks.isPacked || known?.isOwn === true) {
      this.unpacked.delete(marks.number);
    }
    const kept = history.get(marks.number);
    const isKnown = kept !== undefined && kept.corrections >= marks.corrections;
    // One that is kept in memory only has its number from no file. One of this window that has ended is packed by it.
    const isLeft = known?.isOwn === true && (!known.isStored || known.live.hasEnded);
    if (isKnown || isLeft || this.parts.hasEnded()) {
      return;
    }
    if (known?.isOwn === true && marks.epoch === known.epoch && !marks.isPacked) {
      await doRequests(marks, this.deps);
      return;
    }
    if (known?.isOwn === true) {
      listeners.lost(marks.number);
    }
    if (marks.isPacked) {
      await this.lookAtPacked(marks, known);
      return;
    }
    const stored = await journals.read(marks);
    if (stored === undefined || this.parts.hasEnded() || this.deps.known.get(marks.number)?.isOwn === true) {
      return;
    }
    if (stored.isPacked) {
      // It was packed since the names were read.
      await this.lookAtPacked(marks, known);
      return;
    }
    if (known === undefined || known.isStale || this.sizes.get(marks.number) !== stored.size) {
      this.sizes.set(marks.number, stored.size);
      listeners.shown(stored.operation);
    }
    if (stored.isNewer) {
      return;
    }
    if (stored.operation.endedAt !== undefined) {
      this.unpacked.add(marks.number);
    }
    if (stored.owner === this.deps.window.id) {
      // It was acquired, and the disk did not let it be read then.
      listeners.acquired(stored.operation, marks.epoch, stored.nextLine);
    } else if (this.parts.heartbeats.isGone(marks, stored.owner)) {
      await this.acquire(marks, stored.owner);
    }
  }

  /** One that was shown while it ran is read once more, so that its end is told for each of its targets. */
  private async lookAtPacked(marks: Marks, known: Leased | undefined): Promise<void> {
    const { journals, listeners } = this.deps;
    const stored = known && (await journals.read(marks));
    const summary = stored === undefined ? await journals.summary(marks) : summaryOf(stored.operation);
    if (this.parts.hasEnded()) {
      return;
    }
    if (stored !== undefined) {
      this.sizes.delete(marks.number);
      listeners.shown(stored.operation);
    }
    if (summary === undefined) {
      this.parts.summaries.makeLater(marks);
    } else {
      listeners.kept(summary, marks.corrections);
    }
  }

  /** The journal is read again when no other window can write it any more: what its owner wrote before that counts. */
  private async acquire(marks: Marks, owner: string): Promise<void> {
    const { journals, window, listeners } = this.deps;
    if (!journals.acquire(marks, window.id)) {
      return;
    }
    await this.parts.heartbeats.forget(owner);
    // A request to go on was about what the person saw before this window took the operation over.
    for (const what of marks.requested.filter((one) => GO_ON.has(one))) {
      await this.parts.faults.attempt('A request cannot be removed', async () => {
        await journals.takeRequest(marks.number, what);
      });
    }
    const epoch = marks.epoch + 1;
    const stored = await journals.read({ ...marks, epoch });
    if (stored !== undefined) {
      listeners.acquired(stored.operation, epoch, stored.nextLine);
    }
  }
}
