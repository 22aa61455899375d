import { type Answer, type Call } from '../wire/answer';
import { type Instance } from '../state/fleet';
import { instanceOf, koophoneAnswer, koophoneProject, koophoneRefusalAs, pairsOf } from './koophoneCalls';
import { settleInstance } from '../state/progress';
import { type World } from '../state/world';

/** The documented limit (AssignInstance.html). */
const mostPairs = 100;

/**
 * POST assign (AssignInstance.html). The response has a code and nothing else; batch-query shows the users. An instance
 * that cannot be assigned refuses the whole request with KPAPI.2209, see `assignsPartly`.
 */
export function assignInstances(world: World, call: Call): Answer {
  const project = koophoneProject(world, call);
  const pairs = pairsOf(world, call, mostPairs).map(({ instanceId, userId }) => {
    const instance = instanceOf(world, project, instanceId);
    settleInstance(instance, call.at);
    return { instance, userId, wish: wishOf(world, instance) };
  });
  const tried = pairs.map((pair) => ({ ...pair, attempt: world.attempt('assign', pair.instance.instanceId) }));
  const free = tried.filter(({ instance, attempt }) => isFree(instance) && !isUnlucky(world, attempt));
  const isRefused = free.length < tried.length;
  if (!isRefused || world.options.assignsPartly) {
    for (const { instance, userId, wish, attempt } of free) {
      const isLost = wish === 'lost' || world.happens(world.options.failureShare, attempt, 'failed');
      start(world, instance, isLost ? undefined : { userId, at: call.at + world.options.assignMs });
    }
  }
  if (isRefused) {
    throw koophoneRefusalAs(world, 'KPAPI.2209', 'No device can be assigned.');
  }
  return koophoneAnswer(world, call);
}

function wishOf(world: World, instance: Instance): Instance['nextAssign'] {
  const wish = instance.nextAssign;
  instance.nextAssign = undefined;
  if (typeof wish === 'object') {
    throw koophoneRefusalAs(world, wish.refused.code, wish.refused.message);
  }
  return wish;
}

const isFree = ({ assignUser, assign, unassign, reset, frozen }: Instance): boolean =>
  assignUser === '' && assign === undefined && unassign === undefined && reset === undefined && !frozen;

const isUnlucky = (world: World, attempt: string): boolean =>
  world.happens(world.options.refusalShare, attempt, 'refused');

function start(world: World, instance: Instance, assign: Instance['assign']): void {
  instance.assign = assign;
  world.count(world.actions.assigns, instance.instanceId);
}
