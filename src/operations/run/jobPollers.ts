import { type Clock } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type OperationsClients } from '../common/projectClients';
import { type OperationRecord } from './liveOperation';
import { type Desk } from '../common/verb';
import { Watcher } from './jobPoller';

interface Parts {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: { pollIntervalMs(): number; timeoutMs(): number };
}

/** One watcher for each project. */
export class Watchers implements Disposable {
  private readonly byProject = new Map<string, { desk: Desk; watcher: Watcher }>();

  constructor(private readonly parts: Parts) {}

  of(project: string): { desk: Desk; watcher: Watcher } {
    const known = this.byProject.get(project);
    if (known !== undefined) {
      return known;
    }
    const { clients, clock, log, settings } = this.parts;
    const desk: Desk = { project, clock, log, pollIntervalMs: () => settings.pollIntervalMs() };
    const made = { desk, watcher: new Watcher(clients, desk, () => settings.timeoutMs()) };
    this.byProject.set(project, made);
    return made;
  }

  /** Follows nothing more of this one. */
  drop(record: OperationRecord): void {
    this.of(record.operation.project).watcher.drop(record);
  }

  dispose(): void {
    for (const { watcher } of this.byProject.values()) {
      watcher.dispose();
    }
  }
}
