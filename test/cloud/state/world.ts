import { type Account, seedAccounts } from '../services/accounts';
import { type PhoneVerb } from './fleet';
import { JobBook } from './jobs';
import { type CloudOptions } from '../options';
import { Outages, PhoneOutages } from '../wire/outages';
import { Dice } from './random';
import { TokenBook } from '../services/tokens';

/** How often the cloud acted on each target, by its id. Tests use it to check that nothing ran twice. */
export interface Actions {
  readonly restarts: Map<string, number>;
  readonly phoneRestarts: Map<string, number>;
  readonly phoneStops: Map<string, number>;
  readonly phoneResets: Map<string, number>;
  /** Of servers and phones. */
  readonly renames: Map<string, number>;
  readonly reboots: Map<string, number>;
  readonly unassigns: Map<string, number>;
  readonly instanceResets: Map<string, number>;
  readonly assigns: Map<string, number>;
}

const noActions = (): Actions => ({
  restarts: new Map(),
  phoneRestarts: new Map(),
  phoneStops: new Map(),
  phoneResets: new Map(),
  renames: new Map(),
  reboots: new Map(),
  unassigns: new Map(),
  instanceResets: new Map(),
  assigns: new Map(),
});

/** What the random values of an outcome are drawn for. */
type Attempted = 'restart' | 'reboot' | 'unassign' | 'assign' | 'resetInstance' | `${PhoneVerb}Phone`;

/** The state that the three services share. */
export class World {
  readonly dice: Dice;
  readonly accounts: Account[];
  readonly tokens = new TokenBook();
  readonly jobs = new JobBook();
  readonly actions: Actions = noActions();
  /** The outages of servers by restarts, failed ones included, and of instances by reboots and resets. */
  readonly outages = new Outages();
  /** The outages of phones, by restarts of their servers too. */
  readonly phoneOutages = new PhoneOutages();
  private drawn = 0;
  private readonly attempts = new Map<string, number>();

  constructor(readonly options: CloudOptions) {
    this.dice = new Dice(options.seed);
    this.accounts = seedAccounts(options, this.dice);
  }

  /** @returns a new id. With the same seed the same ids come in the same order. */
  newId(): string {
    return this.dice.hexId(`new/${++this.drawn}`);
  }

  /**
   * @returns the name of one attempt to act on a target, for the random values of its outcome. With the same seed the
   *   third restart of a server goes the same way in every run, whatever other requests come meanwhile.
   */
  attempt(action: Attempted, targetId: string): string {
    const name = `${action}/${targetId}`;
    const number = (this.attempts.get(name) ?? 0) + 1;
    this.attempts.set(name, number);
    return `${name}/${number}`;
  }

  /** @returns true for about this share of all attempts */
  happens(share: number, attempt: string, what: 'refused' | 'failed' | 'late' | 'lost'): boolean {
    return share > 0 && this.dice.share(`${attempt}/${what}`) < share;
  }

  count(actions: Map<string, number>, id: string): void {
    actions.set(id, (actions.get(id) ?? 0) + 1);
  }
}
