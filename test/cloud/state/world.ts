import { type Account, seedAccounts } from '../services/accounts';
import { JobBook } from './jobs';
import { type CloudOptions } from '../options';
import { Outages } from '../wire/outages';
import { Dice } from './random';
import { TokenBook } from '../services/tokens';

/** How often each target was really acted on, by id: what a test asks to see that nothing ran twice. */
export interface Actions {
  readonly restarts: Map<string, number>;
  readonly reboots: Map<string, number>;
  readonly unassigns: Map<string, number>;
}

/** Everything the three services share. */
export class World {
  readonly dice: Dice;
  readonly accounts: Account[];
  readonly tokens = new TokenBook();
  readonly jobs = new JobBook();
  readonly actions: Actions = { restarts: new Map(), reboots: new Map(), unassigns: new Map() };
  /** Servers that restart or failed to, instances that reboot. */
  readonly outages = new Outages();
  private drawn = 0;
  private readonly attempts = new Map<string, number>();

  constructor(readonly options: CloudOptions) {
    this.dice = new Dice(options.seed);
    this.accounts = seedAccounts(options, this.dice);
  }

  /** An id that no other call gets; the same ones in the same order for the same seed. */
  newId(): string {
    return this.dice.hexId(`new/${++this.drawn}`);
  }

  /**
   * Names one attempt to act on a target, for drawing what becomes of it: by the seed the third restart of one server
   * goes the same way in every run, whatever else was asked meanwhile.
   */
  attempt(action: 'restart' | 'reboot' | 'unassign', targetId: string): string {
    const name = `${action}/${targetId}`;
    const number = (this.attempts.get(name) ?? 0) + 1;
    this.attempts.set(name, number);
    return `${name}/${number}`;
  }

  /** True for about this share of all attempts. */
  happens(share: number, attempt: string, what: 'refused' | 'failed' | 'late' | 'lost'): boolean {
    return share > 0 && this.dice.share(`${attempt}/${what}`) < share;
  }

  count(actions: Map<string, number>, id: string): void {
    actions.set(id, (actions.get(id) ?? 0) + 1);
  }
}
