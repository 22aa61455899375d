import { type Clock, type Timer } from '../base/clock';
import { type Log } from '../base/log';
import { type Project } from '../model/project';
import { type Sessions } from './sessions';

/** The present contents of the setting. */
interface ConfiguredAccounts {
  readonly projects: readonly Project[];
  /** Every project name and account in the setting, including those of invalid entries. */
  readonly mentioned: ReadonlySet<string>;
}

export interface SettingsSyncOptions {
  readonly sessions: Pick<Sessions, 'rename' | 'isStored' | 'signOut'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads the present settings. */
  readonly configured: () => ConfiguredAccounts;
}

/**
 * How long the secret of an account stays after its last entry has left the settings. A person who edits them by hand
 * may take an entry out and put it back, or save it half written.
 */
const GRACE_MS = 60_000;

/** Keeps the secret store in step with the settings: a secret whose account no project has any more is deleted. */
export class SettingsSync {
  private before: readonly Project[];
  /** The accounts whose secret is about to be deleted. */
  private readonly leaving = new Map<string, Timer>();
  /** The renames, one after the other. When the settings are saved while a name is typed, each save is a rename. */
  private renaming = Promise.resolve();

  constructor(private readonly options: SettingsSyncOptions) {
    this.before = options.configured().projects;
  }

  /**
   * To be called after the settings have changed. Moves the sign-in of a renamed project to its new name. Deletes the
   * secret of an account `GRACE_MS` after it has left the settings, unless it returns.
   */
  follow(): void {
    const { projects, mentioned } = this.options.configured();
    const { before } = this;
    this.before = projects;
    const renamed = renamedAccount(before, projects);
    const isNamed = (account: string): boolean =>
      mentioned.has(account) || projects.some((project) => project.account === account);
    for (const [account, timer] of this.leaving) {
      if (isNamed(account)) {
        timer.cancel();
        this.leaving.delete(account);
      }
    }
    if (renamed !== undefined && !isNamed(renamed.from)) {
      this.renaming = this.renaming.then(() => this.rename(renamed.from, renamed.to));
    }
    for (const { account } of before) {
      if (!isNamed(account) && account !== renamed?.from && !this.leaving.has(account)) {
        this.leaveLater(account);
      }
    }
  }

  dispose(): void {
    for (const timer of this.leaving.values()) {
      timer.cancel();
    }
    this.leaving.clear();
  }

  private async rename(from: string, to: string): Promise<void> {
    try {
      await this.options.sessions.rename(from, to);
    } catch (error) {
      this.options.log.warn(`The sign-in of ${from} could not be moved to ${to}: ${String(error)}`);
    }
  }

  private leaveLater(account: string): void {
    const timer = this.options.clock.setTimeout(() => {
      this.leaving.delete(account);
      void this.leave(account);
    }, GRACE_MS);
    this.leaving.set(account, timer);
  }

  private async leave(account: string): Promise<void> {
    try {
      if (await this.options.sessions.isStored(account)) {
        await this.options.sessions.signOut(account);
      }
    } catch (error) {
      this.options.log.warn(`The sign-in of ${account}, which no project uses, could not be deleted: ${String(error)}`);
    }
  }
}

/**
 * Recognises that exactly one project got another name, and that its account is named after it. The number of projects
 * is the same, and the project has the same position, region, id, hosts and services as before.
 * @returns the old and the new name of the account; undefined for any other change
 */
function renamedAccount(
  before: readonly Project[],
  now: readonly Project[],
): { readonly from: string; readonly to: string } | undefined {
  const changed = before.flatMap((old, index) => {
    const fresh = now[index];
    return fresh !== undefined && fresh.name !== old.name ? [{ old, fresh }] : [];
  });
  const [only, other] = changed;
  if (before.length !== now.length || only === undefined || other !== undefined) {
    return undefined;
  }
  const { old, fresh } = only;
  const isNew = !before.some(({ name, account }) => name === fresh.name || account === fresh.account);
  const isOnlyRenamed = old.account === old.name && fresh.account === fresh.name && placeOf(old) === placeOf(fresh);
  return isNew && isOnlyRenamed ? { from: old.account, to: fresh.account } : undefined;
}

const placeOf = ({ region, projectId, hosts, services }: Project): string =>
  JSON.stringify([region, projectId, hosts.iam, hosts.cph, hosts.koophone, services]);
