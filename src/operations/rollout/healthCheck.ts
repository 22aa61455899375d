import { omitUndefined } from '../../base/omitUndefined';
import { type RolloutPolicy } from '../../model/rollout';
import { message } from '../../base/message';
import { type Health, type HealthCheck, type Looking } from '../common/health';
import { askInTurn } from '../common/askCloud';
import { type BoundVerb, elapsedMs, type Finding, type Report, type Strategy, type Watched } from '../common/verb';

/**
 * A strategy whose targets succeed only when they are seen healthy: the cloud is done with them, then their state is the
 * good one, then it stays so for a while.
 */
export function withHealthCheck(base: Strategy, check: HealthCheck, policy: RolloutPolicy): Strategy {
  const { steadyMs, targetMs } = policy;
  return {
    ...base,
    connect: async (clients, context) => {
      const bound = await base.connect(clients, context);
      return {
        submit: bound.submit.bind(bound),
        describe: bound.describe.bind(bound),
        ...(bound.changes && { changes: bound.changes.bind(bound) }),
        look: (watched, report, signal) =>
          new HealthCheckLook(bound, check, { clients, context, signal }, report, steadyMs).look(watched),
      };
    },
    isUrgent: () => true,
    dueAt: ({ tracking }) => (tracking.healthySince === undefined ? undefined : tracking.healthySince + steadyMs),
    overAt: ({ since, tracking }) => Math.max(since + targetMs, (tracking.healthySince ?? -Infinity) + steadyMs),
    whenOver: (watched) =>
      watched.tracking.isJobDone !== true
        ? base.whenOver(watched)
        : {
            result: 'unverified',
            text: message('the cloud is done with it, and {0}', watched.tracking.unhealthy ?? UNSEEN),
          },
  };
}

const UNSEEN = message('its state could not be read within the time limit');

/** One look at all of one rolling operation. */
class HealthCheckLook {
  constructor(
    private readonly base: BoundVerb,
    private readonly check: HealthCheck,
    private readonly looking: Looking,
    private readonly report: Report,
    private readonly steadyMs: number,
  ) {}

  async look(watched: readonly Watched[]): Promise<void> {
    const open = watched.filter(({ tracking }) => tracking.isJobDone !== true);
    const report: Report = (findings) => {
      this.report(findings.map((one) => this.held(one)));
    };
    await askInTurn([
      () => this.base.look(open, report, this.looking.signal),
      () => this.checkHealth(watched.filter(({ tracking }) => tracking.isJobDone === true)),
    ]);
  }

  /** The word of the cloud is the first third of the check. */
  private held(finding: Finding): Finding {
    const { watched, outcome } = finding;
    if (outcome?.result !== 'succeeded') {
      return finding;
    }
    const jobDoneAt = this.looking.context.clock.now();
    watched.tracking.isJobDone = true;
    const { jobId } = outcome;
    return { watched, seen: omitUndefined({ jobDoneAt, jobId }) };
  }

  private async checkHealth(watched: readonly Watched[]): Promise<void> {
    const byId = new Map(watched.map((one) => [one.target.id, one]));
    const targets = watched.map(({ target }) => target);
    await this.check.look(this.looking, targets, (id, health) => {
      const one = byId.get(id);
      this.report(one === undefined ? [] : this.judge(one, health));
    });
  }

  /** How long it has been healthy is monotonic time. Wall time is only stored. */
  private judge(watched: Watched, health: Health): Finding[] {
    const { context, signal } = this.looking;
    const { tracking } = watched;
    // This comes first: a sleep takes back that the target was healthy.
    const now = elapsedMs(context);
    if (signal.aborted) {
      return [];
    }
    if (health !== 'healthy') {
      const wasHealthy = tracking.healthySince !== undefined;
      tracking.unhealthy = health;
      delete tracking.healthySince;
      return wasHealthy ? [{ watched, seen: { wellSince: 0 } }] : [];
    }
    const isNew = tracking.healthySince === undefined;
    const since = (tracking.healthySince ??= now);
    if (now - since >= this.steadyMs) {
      return [{ watched, outcome: { result: 'succeeded' } }];
    }
    tracking.unhealthy = message('it did not stay healthy long enough');
    return isNew ? [{ watched, seen: { wellSince: context.clock.now() } }] : [];
  }
}
