import * as vscode from 'vscode';
import { readGuard } from '../config/guardSettings';
import { type GuardSettings } from '../model/plan';
import { DEFAULT_POLICY, readAmount, readAmounts, type RolloutPolicy } from '../model/rollout';
import { readProjects, type ReadProjects } from '../config/projects';
import { accountsIn, type ProjectsChange } from '../config/projectsText';
import { entryOf, type ProjectEntry } from '../config/sharedProjects';
import { type Project } from '../model/project';

const SECTION = 'cloudPhone';
/** The settings that decide how often the extension reads by itself. */
const PACE = ['refreshIntervalSeconds', 'jobs.pollIntervalSeconds'];

/** What became of a change of the list of projects: it is in the settings, or in the clipboard for the person to paste. */
export type Written = 'written' | 'copied';

/**
 * The settings, typed. Besides it only `settingsFile/writeProjects.ts` calls `getConfiguration`. A number above its limit is lowered to the limit. A
 * value that cannot be used is replaced by the default.
 */
export class Settings implements vscode.Disposable {
  private read: ReadProjects | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly paceChanged = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable;

  /** Fires when the list of projects changed. */
  readonly onDidChangeProjects = this.changed.event;

  /** Fires when the refresh interval or the poll interval changed. */
  readonly onDidChangePace = this.paceChanged.event;

  /** @param write writes a change of the list of projects */
  constructor(private readonly write: (change: ProjectsChange) => Promise<Written>) {
    this.listening = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.projects`)) {
        this.read = undefined;
        this.changed.fire();
      }
      if (PACE.some((key) => change.affectsConfiguration(`${SECTION}.${key}`))) {
        this.paceChanged.fire();
      }
    });
  }

  /** @returns the valid projects, and the problems of the other entries */
  projects(): ReadProjects {
    return (this.read ??= readProjects(this.rawProjects()));
  }

  /** @returns the valid project of that name; undefined when there is none */
  project(name: string): Project | undefined {
    return this.projects().projects.find((project) => project.name === name);
  }

  /** @returns every name and account in the setting, also those in invalid entries */
  mentionedAccounts(): ReadonlySet<string> {
    return accountsIn(this.rawProjects());
  }

  requestTimeoutMs(): number {
    return this.positive('requestTimeoutSeconds', 30, 600) * 1000;
  }

  maxConcurrentRequests(): number {
    return Math.max(1, Math.floor(this.positive('maxConcurrentRequests', 8, 64)));
  }

  pollIntervalMs(): number {
    return this.positive('jobs.pollIntervalSeconds', 5, 300) * 1000;
  }

  jobsTimeoutMs(): number {
    return this.positive('jobs.timeoutMinutes', 30, 1440) * 60_000;
  }

  /** @returns milliseconds between two periodic refreshes; 0 turns the periodic refresh off */
  refreshIntervalMs(): number {
    const seconds = this.positive('refreshIntervalSeconds', 0, 3600);
    return seconds > 0 ? Math.max(1, seconds) * 1000 : 0;
  }

  /** @returns how old rows may be before they are read again for a question, in milliseconds; 0: always read them again */
  freshMs(): number {
    return this.notNegative('freshSeconds', 60, 3600) * 1000;
  }

  /** @returns the guard rails; a setting that cannot be read is named in `unreadable` */
  guard(): GuardSettings {
    return readGuard((key) => this.value(key));
  }

  /** @returns the default policy of a rollout; the person can change it for each rollout */
  rolloutPolicy(): RolloutPolicy {
    const mostPerZone = this.notNegative('rolling.mostPerZone', 0, 100_000);
    const wholeMinutes = this.notNegative('rolling.wholeMinutes', 0, 20_160);
    const { pauseMs, steadyMs, targetMs, mostPerServer, mostInARow } = DEFAULT_POLICY;
    return {
      waves: readAmounts(this.text('rolling.waves')) ?? DEFAULT_POLICY.waves,
      asksAfterFirst: this.value('rolling.asksAfterFirst') !== false,
      mostPerServer: Math.ceil(this.positive('rolling.mostPerServer', mostPerServer, 100_000)),
      ...(mostPerZone === 0 ? {} : { mostPerZone: Math.ceil(mostPerZone) }),
      pauseMs: this.notNegative('rolling.pauseSeconds', pauseMs / 1000, 86_400) * 1000,
      steadyMs: this.notNegative('rolling.steadySeconds', steadyMs / 1000, 3600) * 1000,
      targetMs: this.positive('rolling.targetMinutes', targetMs / 60_000, 1440) * 60_000,
      ...(wholeMinutes === 0 ? {} : { wholeMs: wholeMinutes * 60_000 }),
      mostFailed: readAmount(this.text('rolling.mostFailed')) ?? DEFAULT_POLICY.mostFailed,
      mostInARow: Math.ceil(this.positive('rolling.mostInARow', mostInARow, 100_000)),
    };
  }

  /** @returns how many days the audit log is kept, at least 1 */
  auditKeepDays(): number {
    return Math.max(1, Math.floor(this.positive('audit.keepDays', 400, 36_500)));
  }

  /** Appends a project. The existing entries stay as they are, also the invalid ones. */
  addProject(project: ProjectEntry): Promise<Written> {
    return this.write({ kind: 'add', entries: [project] });
  }

  /** Appends several projects in one write. */
  addProjects(projects: readonly Project[]): Promise<Written> {
    return this.write({ kind: 'add', entries: projects.map(entryOf) });
  }

  /** Removes the valid entry of that name. Does nothing for an unknown name. */
  removeProject(name: string): Promise<Written> {
    return this.write({ kind: 'remove', project: name });
  }

  /**
   * Sets fields of one project, such as the project id that the first sign-in found. Does nothing for an unknown name.
   */
  updateProject(name: string, fields: Partial<Pick<Project, 'projectId' | 'account'>>): Promise<Written> {
    return this.write({ kind: 'set', project: name, fields });
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
    this.paceChanged.dispose();
  }

  private rawProjects(): unknown {
    return this.value('projects');
  }

  /**
   * The settings file may hold values that the manifest forbids. The upper limit also protects the timers: a timer whose
   * delay is too large fires at once, again and again.
   * @returns the value, limited to `most`; `fallback` when it is not a positive number
   */
  private positive(key: string, fallback: number, most: number): number {
    const value = this.value(key);
    return typeof value === 'number' && value > 0 ? Math.min(value, most) : fallback;
  }

  private notNegative(key: string, fallback: number, most: number): number {
    return this.value(key) === 0 ? 0 : this.positive(key, fallback, most);
  }

  private text(key: string): string {
    const value = this.value(key);
    return typeof value === 'string' ? value.trim() : '';
  }

  private value(key: string): unknown {
    return vscode.workspace.getConfiguration(SECTION).get<unknown>(key);
  }
}
