import { summaryOf } from '../../../model/operationSummary';
import { type Marks } from '../marks';
import { type Faults } from './faults';
import { type LeaseDeps } from './leased';

/** The summaries of packed operations that have to be made again. Nobody waits for them. */
export class MissingSummaries {
  private readonly unsummarised = new Map<number, Marks>();
  private summarising: Promise<void> | undefined;

  constructor(
    private readonly deps: Pick<LeaseDeps, 'journals' | 'listeners'>,
    private readonly faults: Faults,
    private readonly hasEnded: () => boolean,
  ) {}

  /** The numbers of the operations that are not in the history yet. */
  get numbers(): Iterable<number> {
    return this.unsummarised.keys();
  }

  /** They are made one at a time. */
  makeLater(marks: Marks): void {
    this.unsummarised.set(marks.number, marks);
    this.summarising ??= this.summarise().finally(() => (this.summarising = undefined));
  }

  private async summarise(): Promise<void> {
    for (const marks of this.unsummarised.values()) {
      await this.faults.attempt(`The summary of operation #${marks.number} cannot be made`, () =>
        this.summariseOne(marks),
      );
      this.unsummarised.delete(marks.number);
    }
  }

  private async summariseOne(marks: Marks): Promise<void> {
    const { journals, listeners } = this.deps;
    // Another window may have made it meanwhile.
    const made = this.hasEnded() ? undefined : await journals.summary(marks);
    const stored = this.hasEnded() || made !== undefined ? undefined : await journals.read(marks);
    const summary = made ?? (stored && summaryOf(stored.operation));
    if (summary === undefined || this.hasEnded()) {
      return;
    }
    listeners.kept(summary, marks.corrections);
    if (made === undefined) {
      await this.faults.attempt('A summary cannot be stored', () => journals.storeSummary(summary, marks.corrections));
    }
  }
}
