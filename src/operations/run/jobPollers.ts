import { type Clock } from '../../base/clock';
import { type Disposable } from '../../base/event';
import { type Log } from '../../base/log';
import { type OperationsClients } from '../common/projectClients';
import { type LiveOperation } from './liveOperation';
import { type ProjectContext } from '../common/verb';
import { JobPoller } from './jobPoller';

interface Parts {
  readonly clients: OperationsClients;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: { pollIntervalMs(): number; timeoutMs(): number };
  /** Checks whether the machine slept. `slept` of these pollers has been called when this returns. */
  checkSleep?(): void;
}

/** One poller for each project. */
export class JobPollers implements Disposable {
  private readonly byProject = new Map<string, { context: ProjectContext; poller: JobPoller }>();

  constructor(private readonly parts: Parts) {}

  of(project: string): { context: ProjectContext; poller: JobPoller } {
    const known = this.byProject.get(project);
    if (known !== undefined) {
      return known;
    }
    const { clients, clock, log, settings } = this.parts;
    const context: ProjectContext = {
      project,
      clock,
      log,
      pollIntervalMs: () => settings.pollIntervalMs(),
      checkSleep: () => this.parts.checkSleep?.(),
    };
    const made = { context, poller: new JobPoller(clients, context, () => settings.timeoutMs()) };
    this.byProject.set(project, made);
    return made;
  }

  /** Follows nothing more of this one. */
  drop(record: LiveOperation): void {
    this.of(record.operation.project).poller.drop(record);
  }

  /** Somebody signed in. */
  signedIn(): void {
    for (const { poller } of this.byProject.values()) {
      poller.signedIn();
    }
  }

  /** The machine slept for `ms` milliseconds: see `JobPoller.slept`. */
  slept(ms: number): void {
    for (const { poller } of this.byProject.values()) {
      poller.slept(ms);
    }
  }

  dispose(): void {
    for (const { poller } of this.byProject.values()) {
      poller.dispose();
    }
  }
}
