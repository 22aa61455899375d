import { omitUndefined } from '../../base/omitUndefined';
import { type TargetState } from '../../model/operation';
import { type RolloutPolicy } from '../../model/rollout';
import { message, type Message } from '../../base/message';
import { type OperationsClients } from '../common/projectClients';
import { askInTurn } from '../common/askCloud';
import { type Connected, type Desk, type Finding, type Report, type Strategy, type Watched } from '../common/verb';
import { type Patch } from '../common/patch';

/** Whether a target is in the state that it should be in after all, else what is wrong with it. */
export type Health = 'well' | Message;

/** How the good state of a kind of target is seen. */
export interface Proof {
  /**
   * Reads what is needed to compare with afterwards.
   * @throws ApiError when it cannot be read: nothing could be proved then
   */
  before(clients: OperationsClients, desk: Desk, ids: readonly string[]): Promise<(readonly [string, Patch])[]>;
  /**
   * Reads the states as they are now.
   * @param tell called after each answer
   * @throws ApiError when some could not be read
   */
  look(looking: Looking, targets: readonly TargetState[], tell: (id: string, health: Health) => void): Promise<void>;
}

export interface Looking {
  readonly clients: OperationsClients;
  readonly desk: Desk;
  readonly signal: AbortSignal;
}

/**
 * A strategy whose targets succeed only when they are proved well: the cloud is done with them, then their state is the
 * good one, then it stays so for a while.
 */
export function proved(base: Strategy, proof: Proof, policy: RolloutPolicy): Strategy {
  const { steadyMs, targetMs } = policy;
  return {
    ...base,
    connect: async (clients, desk) => {
      const connected = await base.connect(clients, desk);
      return {
        submit: connected.submit.bind(connected),
        describe: connected.describe.bind(connected),
        look: (watched, report, signal) =>
          new ProvedLook(connected, proof, { clients, desk, signal }, report, steadyMs).look(watched),
      };
    },
    isUrgent: () => true,
    dueAt: ({ notes }) => (notes.wellSince === undefined ? undefined : notes.wellSince + steadyMs),
    overAt: ({ since, notes }) => Math.max(since + targetMs, (notes.wellSince ?? -Infinity) + steadyMs),
    whenOver: (watched) =>
      watched.notes.jobDoneAt === undefined
        ? base.whenOver(watched)
        : { result: 'unverified', text: message('the cloud is done with it, and {0}', watched.notes.unwell ?? UNSEEN) },
  };
}

const UNSEEN = message('its state could not be seen within the time');

/** One look at all of one rolling operation. */
class ProvedLook {
  constructor(
    private readonly base: Connected,
    private readonly proof: Proof,
    private readonly looking: Looking,
    private readonly report: Report,
    private readonly steadyMs: number,
  ) {}

  async look(watched: readonly Watched[]): Promise<void> {
    const open = watched.filter(({ notes }) => notes.jobDoneAt === undefined);
    const { signal } = this.looking;
    const askBase = async (): Promise<void> => {
      if (open.length > 0) {
        await this.base.look(
          open,
          (findings) => {
            this.report(findings.map((one) => this.held(one)));
          },
          signal,
        );
      }
    };
    await askInTurn([askBase, () => this.prove(watched.filter(({ notes }) => notes.jobDoneAt !== undefined))]);
  }

  /** The word of the cloud is the first third of the proof. */
  private held(finding: Finding): Finding {
    const { watched, outcome } = finding;
    if (outcome?.result !== 'succeeded') {
      return finding;
    }
    const jobDoneAt = this.looking.desk.clock.now();
    watched.notes.jobDoneAt = jobDoneAt;
    const { jobId } = outcome;
    return { watched, seen: omitUndefined({ jobDoneAt, jobId }) };
  }

  private async prove(watched: readonly Watched[]): Promise<void> {
    if (watched.length === 0) {
      return;
    }
    const byId = new Map(watched.map((one) => [one.target.id, one]));
    const targets = watched.map(({ target }) => target);
    await this.proof.look(this.looking, targets, (id, health) => {
      const one = byId.get(id);
      this.report(one === undefined ? [] : this.judge(one, health));
    });
  }

  private judge(watched: Watched, health: Health): Finding[] {
    const { notes } = watched;
    const now = this.looking.desk.clock.now();
    if (health !== 'well') {
      const wasWell = notes.wellSince !== undefined;
      notes.unwell = health;
      delete notes.wellSince;
      return wasWell ? [{ watched, seen: { wellSince: 0 } }] : [];
    }
    const isNew = notes.wellSince === undefined;
    const since = (notes.wellSince ??= now);
    if (now - since >= this.steadyMs) {
      return [{ watched, outcome: { result: 'succeeded' } }];
    }
    notes.unwell = message('it was not seen well for long enough');
    return isNew ? [{ watched, seen: { wellSince: since } }] : [];
  }
}
