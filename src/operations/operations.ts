import { type Clock } from '../model/clock';
import { type Disposable, Emitter } from '../model/event';
import { type Log } from '../model/log';
import { type Operation, type Target, type TargetState } from '../model/operation';
import { type Verb } from '../model/status';
import { type OperationChange } from './change';
import { type OperationsClients } from './clients';
import { split } from './lists';
import { notSent, requestOutcome, unknown } from './outcomes';
import { reboot } from './reboot';
import { OperationRecord, type Patch } from './record';
import { restart } from './restart';
import { type Accepted, type Connected, type Desk, type Lost, type Outcome, type Strategy } from './strategy';
import { unassign } from './unassign';
import { Watcher } from './watcher';

export interface OperationsOptions {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  /** Read anew each time, so that a change counts at once. */
  readonly settings: {
    maxConcurrentRequests(): number;
    pollIntervalMs(): number;
    timeoutMs(): number;
  };
}

/** An operation under way. */
export interface StartedOperation {
  /** Its story so far, as plain data. */
  readonly operation: () => Operation;
  /** Resolves when the last target settled; never rejects. Stays open when the extension ends before. */
  readonly done: Promise<Operation>;
  /** What did not go out yet ends as `not sent`; what did is followed to its end. */
  readonly cancel: () => void;
}

const STRATEGIES: Readonly<Record<Verb, Strategy>> = { restart, reboot, unassign };

/** Everything that was asked of the cloud: from a request split, sent and followed to the last result. */
export class Operations implements Disposable {
  private readonly changes = new Emitter<OperationChange>();
  private readonly records: OperationRecord[] = [];
  private readonly watchers = new Map<string, { desk: Desk; watcher: Watcher }>();

  constructor(private readonly options: OperationsOptions) {}

  /** One event per change, in the order in which they happened. Dispose the answer to stop listening. */
  readonly onDidChange = (listener: (change: OperationChange) => void): Disposable => this.changes.event(listener);

  /** @returns all operations since the start, newest first */
  list(): readonly Operation[] {
    return this.records.map(({ operation }) => operation).reverse();
  }

  /**
   * Starts acting. Nothing is asked of the person here: confirm before.
   * @param project the name of the project
   * @param targets at least one; a target that is named twice is acted on once
   */
  start(verb: Verb, project: string, targets: readonly Target[]): StartedOperation {
    const strategy = STRATEGIES[verb];
    const unique = [...new Map(targets.map((target) => [strategy.idKey(target.id), target])).values()];
    if (unique.length === 0) {
      throw new RangeError('An operation needs at least one target.');
    }
    const flawed = unique.flatMap((target) => {
      const text = strategy.flaw(target);
      return text === undefined ? [] : [[target.id, { result: 'not sent', text }] as const];
    });
    const unsendable = new Set<string>(flawed.map(([id]) => id));
    const batches = split(
      unique.filter(({ id }) => !unsendable.has(id)),
      strategy.batchSize,
    );
    const { clock } = this.options;
    const head = { number: this.records.length + 1, verb, project, requests: batches.length, startedAt: clock.now() };
    const record = new OperationRecord(head, unique, (change) => {
      this.tell(change);
    });
    this.records.push(record);
    this.tell({ kind: 'accepted', operation: record.operation });
    record.update(flawed, clock.now());
    void this.sendAll(record, strategy, batches);
    return {
      operation: () => record.operation,
      done: record.done,
      cancel: () => {
        record.stop(clock.now());
      },
    };
  }

  /** Ends all following. What did not go out yet ends as `not sent`; the rest keeps its last known state. */
  dispose(): void {
    for (const record of this.records) {
      record.stop(this.options.clock.now());
    }
    for (const { watcher } of this.watchers.values()) {
      watcher.dispose();
    }
    this.changes.dispose();
  }

  /** A listener that fails must not end the operation. */
  private tell(change: OperationChange): void {
    try {
      this.changes.fire(change);
    } catch (error) {
      this.options.log.error(`A listener failed on operation #${change.operation.number}: ${String(error)}`);
    }
  }

  private async sendAll(record: OperationRecord, strategy: Strategy, batches: readonly Target[][]): Promise<void> {
    const queue = batches.values();
    const sendRest = async (): Promise<void> => {
      for (const batch of queue) {
        await this.send(record, strategy, batch);
      }
    };
    const lanes = Math.min(batches.length, Math.max(1, this.options.settings.maxConcurrentRequests()));
    await Promise.all(Array.from({ length: lanes }, sendRest));
  }

  private async send(record: OperationRecord, strategy: Strategy, batch: readonly Target[]): Promise<void> {
    const { desk, watcher } = this.watcherOf(record.operation.project);
    const { clock, clients } = this.options;
    const updateAll = (patch: Patch): void => {
      record.update(
        batch.map(({ id }) => [id, patch]),
        clock.now(),
      );
    };
    if (record.isStopped()) {
      return;
    }
    let connected: Connected;
    try {
      connected = await strategy.connect(clients, desk);
    } catch (error) {
      updateAll(notSent(error));
      return;
    }
    if (record.isStopped()) {
      return;
    }
    updateAll({ phase: 'sent', sentAt: clock.now() });
    const answer = await this.submit(connected, record, strategy, batch);
    record.update(answer, clock.now());
    const running = batch.flatMap(({ id }) => record.target(id) ?? []).filter(({ phase }) => phase === 'sent');
    watcher.add(strategy, record, running);
  }

  /** @returns what became of each target; never fails */
  private async submit(
    connected: Connected,
    record: OperationRecord,
    strategy: Strategy,
    batch: readonly Target[],
  ): Promise<(readonly [string, Patch])[]> {
    const answeredAt = (): { answeredAt: number } => ({ answeredAt: this.options.clock.now() });
    try {
      const submission = await connected.submit(batch, record.stopped);
      return batch.map(({ id }) => {
        const answer = submission.get(id) ?? { lost: 'the answer of the cloud does not mention it' };
        return [id, answered(answer, strategy, record.target(id), answeredAt())];
      });
    } catch (error) {
      const outcome = requestOutcome(error);
      return batch.map(({ id }) => [id, answered(outcome, strategy, record.target(id), answeredAt())]);
    }
  }

  private watcherOf(project: string): { desk: Desk; watcher: Watcher } {
    const known = this.watchers.get(project);
    if (known !== undefined) {
      return known;
    }
    const { clients, clock, log, settings } = this.options;
    const desk: Desk = { project, clock, log, pollIntervalMs: () => settings.pollIntervalMs() };
    const made = { desk, watcher: new Watcher(clients, desk, () => settings.timeoutMs()) };
    this.watchers.set(project, made);
    return made;
  }
}

/** What is to be noted of a target after the answer to its request, or after the loss of it. */
function answered(
  answer: Accepted | Lost | Outcome,
  strategy: Strategy,
  target: TargetState | undefined,
  at: { readonly answeredAt: number },
): Patch {
  if ('result' in answer) {
    return answer.result === 'not sent' ? answer : { ...at, ...answer };
  }
  if (!('lost' in answer) || target === undefined) {
    return { ...at, ...answer };
  }
  const lost = { ...target, ...at, ...answer };
  return strategy.canFind(lost)
    ? { ...at, ...answer, text: `${answer.lost}: looking whether it was started` }
    : { ...at, ...answer, ...unknown(lost, 'it may or may not have been started', strategy.howToCheck) };
}
