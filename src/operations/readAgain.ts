import { message } from '../base/message';
import { withinDeadline } from '../base/withinDeadline';
import { type Operation, type Target, type TargetState } from '../model/operation';
import { type OperationsClients } from './common/projectClients';
import { type Outcome, type ProjectContext, type Strategy, type Watched } from './common/verb';

/** After so long without an answer the cloud is not asked further. */
const LIMIT_MS = 60_000;
/** One look asks only for so many jobs; what it leaves is asked for by the next ones. */
const MOST_LOOKS = 100;

/** What became of targets whose result was not sure. Each of them is in one of these. */
export interface ReadAgain {
  /** They have ended since: their true results, by id. */
  readonly ended: ReadonlyMap<string, Outcome>;
  /** The cloud is still at work on them. */
  readonly running: readonly Target[];
  /** What became of them cannot be read. */
  readonly unread: readonly Target[];
}

/**
 * Reads what became of targets that timed out, or whose response was lost, before they are retried.
 * @param strategy that of the verb, without the health check of a rollout
 * @returns what was found; a target that could not be read is `unread`, also when the cloud cannot be reached
 */
export async function readAgain(
  { targets, rollout }: Pick<Operation, 'rollout'> & { readonly targets: readonly TargetState[] },
  strategy: Strategy,
  clients: OperationsClients,
  context: ProjectContext,
): Promise<ReadAgain> {
  // What was followed long ago is given no more time to show.
  const watched: Watched[] = targets
    .filter((target) => strategy.canReadAgain(target))
    .map((target) => ({ target, since: -Infinity, tracking: target.hasLeft === true ? { hasLeft: true } : {} }));
  const outcomes = new Map<string, Outcome>();
  const isRead = await look(watched, outcomes, strategy, clients, context);
  const ended = new Map([...outcomes].filter(([, { result }]) => result === 'succeeded' || result === 'failed'));
  const isRunning = ({ target, tracking }: Watched): boolean =>
    isRead && !outcomes.has(target.id) && tracking.forgotten !== true;
  const running = watched.filter(isRunning).map(({ target }) => target);
  return {
    ended: rollout === undefined ? ended : new Map([...ended].map(([id, outcome]) => [id, unverified(outcome)])),
    running,
    unread: targets.filter((target) => !ended.has(target.id) && !running.includes(target)),
  };
}

/** @returns whether all could be asked for */
async function look(
  watched: readonly Watched[],
  outcomes: Map<string, Outcome>,
  strategy: Strategy,
  clients: OperationsClients,
  context: ProjectContext,
): Promise<boolean> {
  if (watched.length === 0) {
    return true;
  }
  try {
    await withinDeadline(
      context.clock,
      LIMIT_MS,
      async (signal, renew) => {
        const bound = await strategy.connect(clients, context);
        for (let times = 0; times < MOST_LOOKS && (times === 0 || watched.some(isLeft)); times++) {
          const open = watched.filter(({ target }) => !outcomes.has(target.id));
          await bound.look(
            open,
            (findings) => {
              renew();
              findings.forEach(({ watched: { target }, outcome }) => outcome && outcomes.set(target.id, outcome));
            },
            signal,
          );
        }
      },
      new AbortController().signal,
    );
    return !watched.some(isLeft);
  } catch (error) {
    context.log.warn(`What became of some targets could not be read: ${String(error)}`);
    return false;
  }
}

/** A look had no room for it. */
const isLeft = ({ tracking }: Watched): boolean => tracking.dueAt !== undefined;

/** In a rollout a target succeeds only when it is seen healthy, and nobody looked at it since. */
const unverified = (outcome: Outcome): Outcome =>
  outcome.result === 'succeeded'
    ? { ...outcome, result: 'unverified', text: message('the cloud is done with it, and it was not verified since') }
    : outcome;
