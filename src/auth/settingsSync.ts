import * as v from 'valibot';
import { type Clock, type Timer } from '../base/clock';
import { type Log } from '../base/log';
import { type Memento } from '../base/memento';
import { omitUndefined } from '../base/omitUndefined';
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
  /** Remembers the names of the accounts, because a secret store cannot list its keys. */
  readonly memory: Memento;
  /** Reads the present settings. */
  readonly configured: () => ConfiguredAccounts;
}

/**
 * How long the secret of an account stays after its last entry has left the settings. A person who edits them by hand
 * may take an entry out and put it back, or save it half written.
 */
const GRACE_MS = 60_000;

/** How long the secret of a new project stays while a person has to write the entry into the settings. */
const ENTRY_MS = 24 * 3_600_000;

const KEY = 'accounts';

/** The accounts that have been in the settings, and those of new projects whose entry is not there yet. */
const rememberedSchema = v.array(
  v.object({
    account: v.string(),
    /**
     * When a window first saw that it had left, or when its secret was stored for a new entry, in milliseconds since the
     * epoch; absent while it is in the settings.
     */
    leftAt: v.exactOptional(v.number()),
    /** Whether it is that of a new entry: its secret stays for `ENTRY_MS` after `leftAt`. */
    isNew: v.exactOptional(v.literal(true)),
  }),
);

/** What is remembered of an account, without its name. */
type Remembered = Omit<v.InferOutput<typeof rememberedSchema>[number], 'account'>;

/**
 * Keeps the secret store in step with the settings: a secret whose account no project has any more is deleted. The
 * accounts are remembered, so that the next window does it when this one is closed too early.
 */
export class SettingsSync {
  private before: readonly Project[];
  /** The accounts whose secret is about to be deleted. */
  private readonly leaving = new Map<string, Timer>();
  /** The accounts whose sign-in is being moved to a new name. */
  private readonly moving = new Set<string>();
  /** The renames, one after the other. When the settings are saved while a name is typed, each save is a rename. */
  private renaming = Promise.resolve();

  constructor(private readonly options: SettingsSyncOptions) {
    this.before = options.configured().projects;
    this.look(this.before);
  }

  /**
   * To be called after the settings have changed. Moves the sign-in of a renamed project to its new name. Deletes the
   * secret of an account `GRACE_MS` after it has left the settings, unless it returns.
   */
  follow(): void {
    const { projects } = this.options.configured();
    const { before } = this;
    const renamed = renamedAccount(before, projects);
    this.before = projects;
    if (renamed !== undefined && !this.named().has(renamed.from)) {
      this.moving.add(renamed.from);
      this.renaming = this.renaming.then(() => this.rename(renamed.from, renamed.to));
    }
    this.look([...before, ...projects]);
  }

  /**
   * To be called before a secret is stored whose account is not in the settings yet. Deletes the secret after `ENTRY_MS`
   * unless the account is in the settings by then: the person may never write the entry, or close the window before.
   */
  expect(account: string): void {
    const remembered = this.remembered();
    remembered.set(account, { leftAt: this.options.clock.now(), isNew: true });
    this.remember(remembered);
    this.leaving.get(account)?.cancel();
    this.leaving.delete(account);
    this.look([]);
  }

  dispose(): void {
    for (const timer of this.leaving.values()) {
      timer.cancel();
    }
    this.leaving.clear();
  }

  /**
   * Compares the accounts with the settings, and starts the minute of each that has left them.
   * @param seen the projects of this window, which need not be remembered yet
   */
  private look(seen: readonly Project[]): void {
    const now = this.options.clock.now();
    const remembered = this.remembered();
    for (const { account } of seen) {
      remembered.set(account, remembered.get(account) ?? {});
    }
    const named = this.named();
    for (const [account, { leftAt = now, isNew }] of remembered) {
      if (named.has(account)) {
        remembered.set(account, {});
        this.leaving.get(account)?.cancel();
        this.leaving.delete(account);
      } else if (!this.moving.has(account)) {
        remembered.set(account, omitUndefined({ leftAt, isNew }));
        // The clock may have been put back since.
        const most = isNew ? ENTRY_MS : GRACE_MS;
        this.leaveAfter(account, Math.min(most - (now - leftAt), most));
      }
    }
    this.remember(remembered);
  }

  /** @returns the accounts in the settings, and all names that may be one in an invalid entry */
  private named(): ReadonlySet<string> {
    const { projects, mentioned } = this.options.configured();
    return new Set([...mentioned, ...projects.map(({ account }) => account)]);
  }

  private async rename(from: string, to: string): Promise<void> {
    try {
      await this.options.sessions.rename(from, to);
      this.forget(from);
    } catch (error) {
      this.options.log.warn(`The sign-in of ${from} could not be moved to ${to}: ${String(error)}`);
    }
    this.moving.delete(from);
  }

  private leaveAfter(account: string, ms: number): void {
    if (this.leaving.has(account)) {
      return;
    }
    const timer = this.options.clock.setTimeout(() => {
      this.leaving.delete(account);
      void this.leave(account);
    }, ms);
    this.leaving.set(account, timer);
  }

  private async leave(account: string): Promise<void> {
    try {
      if (await this.options.sessions.isStored(account)) {
        await this.options.sessions.signOut(account);
      }
      this.forget(account);
    } catch (error) {
      this.options.log.warn(`The sign-in of ${account}, which no project uses, could not be deleted: ${String(error)}`);
    }
  }

  private forget(account: string): void {
    const remembered = this.remembered();
    if (!this.named().has(account) && remembered.delete(account)) {
      this.remember(remembered);
    }
  }

  /** @returns what is remembered of each account */
  private remembered(): Map<string, Remembered> {
    const read = v.safeParse(rememberedSchema, this.options.memory.get(KEY));
    return new Map((read.success ? read.output : []).map(({ account, ...rest }) => [account, rest]));
  }

  private remember(accounts: ReadonlyMap<string, Remembered>): void {
    const value = [...accounts].map(([account, rest]) => ({ account, ...rest }));
    if (JSON.stringify(value) === JSON.stringify(this.options.memory.get(KEY))) {
      return;
    }
    Promise.resolve(this.options.memory.update(KEY, value)).catch((error: unknown) => {
      this.options.log.warn(`The accounts of the settings could not be remembered: ${String(error)}`);
    });
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
