import { type Clock, type Timer } from '../base/clock';
import { type Log } from '../base/log';
import { type Project } from '../model/project';
import { type Sessions } from './sessions';

/** The projects of the settings, as they are now. */
interface ConfiguredAccounts {
  readonly projects: readonly Project[];
  /** Every name and account that the setting mentions, in wrong entries too. */
  readonly mentioned: ReadonlySet<string>;
}

export interface SettingsSyncOptions {
  readonly sessions: Pick<Sessions, 'rename' | 'isStored' | 'signOut'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly configured: () => ConfiguredAccounts;
}

/**
 * A person who edits the settings by hand may take an entry out and put it back, or save it half written: so long the
 * secret waits before it goes.
 */
const GRACE_MS = 60_000;

/** Keeps the secret store in step with the settings: no secret stays behind that no project names any more. */
export class SettingsSync {
  private before: readonly Project[];
  private readonly leaving = new Map<string, Timer>();
  /** One after the other: a name that is typed with the settings saved in between is renamed letter by letter. */
  private renaming = Promise.resolve();

  constructor(private readonly options: SettingsSyncOptions) {
    this.before = options.configured().projects;
  }

  /** The settings have changed. */
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
      this.options.log.warn(`The sign-in of ${from} could not be taken along: ${String(error)}`);
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
 * Recognises that one project, whose account goes by its name, got another name: all others are as they were, and it
 * stands where it stood, in the same region, with the same id and the same hosts.
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
