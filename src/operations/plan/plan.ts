import { omitUndefined } from '../../base/omitUndefined';
import { type Operation, type Target } from '../../model/operation';
import {
  type Blast,
  type GuardSettings,
  type LeftOut,
  type LeftOutReason,
  type Plan,
  type PlannedRequest,
  type PlanTarget,
  type Tag,
} from '../../model/plan';
import { type Project } from '../../model/project';
import { type RolloutPolicy } from '../../model/rollout';
import { type Server } from '../../model/server';
import { type StateCount, sumOfStates, totalOf } from '../../model/stateCounts';
import { type KindId } from '../../model/kinds';
import { type Verb } from '../../model/verbs';
import { actOf } from './actTotals';
import { holderOf, lockedTargets, type Locks, locksFor } from './busyTargets';
import { type Candidate, candidatesOf, type PlanList } from './candidates';
import { mostDown, refusalsOf } from './guard';
import { isProtected } from './protection';
import { demandsOf } from './typedConfirmation';
import { idsOf, split } from '../../base/arrays';
import { VERBS } from '../verbs/registry';
import { dealWaves } from './waves';

/** What a plan is made of: nothing is asked of the cloud for it. */
export interface PlanInput {
  readonly verb: Verb;
  readonly project: Pick<Project, 'name' | 'hosts'> & Partial<Pick<Project, 'region' | 'projectId'>>;
  /** Those that were chosen, with the user that the verb is about where that is not the row's. */
  readonly chosen: readonly Target[];
  readonly list: PlanList;
  /** @returns the phones under a server, by state; undefined where they were not read */
  readonly phonesUnder?: (serverId: string) => readonly StateCount[] | undefined;
  /** @returns a server that carries phones of the list; undefined where it is not known */
  readonly serverOf?: (serverId: string) => Server | undefined;
  /** The tags of servers, by id: needed where the settings protect some. */
  readonly tags?: ReadonlyMap<string, readonly Tag[]>;
  /** What other plans of the same act have: the names of their projects. */
  readonly inOtherPlans?: Locks<string>;
  /** All operations that have not ended, as far as they are known. */
  readonly operations: readonly Operation[];
  readonly guard: GuardSettings;
  /** Protected targets are left out, unless the person includes them. */
  readonly includesProtected?: boolean;
  /** Present where it is to roll. */
  readonly policy?: RolloutPolicy;
  readonly now: number;
}

/** @returns exactly what would be done to the chosen ones, and what would not */
export function makePlan(input: PlanInput): Plan {
  const { verb, project, chosen, policy, guard, now } = input;
  const { idKey, service } = VERBS[verb];
  const rows = candidatesOf(input);
  const candidates = new Map(rows.map((row) => [idKey(row.target.id), row]));
  const locked = lockedTargets(input.operations);
  const host = new URL(project.hosts[service]).host;
  const targets: PlanTarget[] = [];
  const leftOut: LeftOut[] = [];
  for (const [key, one] of new Map(chosen.map((each) => [idKey(each.id), each]))) {
    const row = candidates.get(key);
    const target = row?.target ?? one;
    const other = row && input.inOtherPlans && holderOf(input.inOtherPlans, { verb, host }, target);
    const judged =
      other === undefined
        ? judge(input, one, row, holderOf(locked, { verb, host }, target))
        : { ...plain(target), ...leftOutFor(other, project.name) };
    if ('why' in judged) {
      leftOut.push(judged);
    } else {
      targets.push(judged);
    }
  }
  const fleet = fleetOf(VERBS[verb].on, rows, targets);
  const most = mostDown(fleet, policy, guard);
  const waves = policy === undefined ? [targets] : dealWaves(targets, policy, most);
  const sized = {
    verb,
    targets: waves.flat(),
    waves: waves.map(({ length }) => length),
    fleet,
    ...omitUndefined({ policy }),
  };
  return {
    ...sized,
    project: project.name,
    host,
    ...omitUndefined({ region: project.region, projectId: project.projectId }),
    madeAt: now,
    requests: waves.flatMap((wave, index) => requestsOf(verb, wave, index)),
    leftOut,
    blast: blastOf(verb, targets),
    mostDown: Math.min(most, targets.length),
    demands: demandsOf(sized, guard),
    refusals: refusalsOf(sized, guard),
  };
}

/**
 * Two projects of the settings can name the same cloud. What is chosen in both is one target: the first plan has it. A
 * server and its phones are not acted on together either.
 * @param inputs one for each verb and project
 * @returns the plans of one act
 */
export function makePlans(inputs: readonly PlanInput[]): readonly Plan[] {
  let taken: Locks<string> = new Map();
  return inputs.map((input) => {
    const plan = makePlan({ ...input, inOtherPlans: taken });
    const own = [...plan.targets, ...plan.leftOut.filter(({ why }) => why === 'protected')];
    taken = new Map([...taken, ...locksFor(plan, own, plan.project)]);
    return plan;
  });
}

/**
 * @param plans of one verb, one for each project, that are asked about together
 * @returns the same, where what must be typed and what is refused counts over all of them
 */
export function asOneAct(plans: readonly Plan[], guard: GuardSettings): readonly Plan[] {
  if (plans.length < 2) {
    return plans;
  }
  const act = actOf(plans, guard);
  return plans.map((plan) => {
    const whole = { ...plan, act };
    return { ...whole, demands: demandsOf(whole, guard), refusals: refusalsOf(whole, guard) };
  });
}

/** Whether one that was chosen is in the plan, and why not. */
function judge(
  { verb, guard, includesProtected = false }: PlanInput,
  chosen: Target,
  row: Candidate | undefined,
  operation: number | undefined,
): PlanTarget | LeftOut {
  if (row === undefined) {
    return { ...plain(chosen), why: 'notListed' };
  }
  const { facts, target } = row;
  const definition = VERBS[verb];
  const without = (why: LeftOutReason): LeftOut => ({ ...plain(target), why, status: facts.word });
  if (operation !== undefined) {
    return { ...without('otherOperation'), operation };
  }
  if (!definition.allows(row.row)) {
    return without(definition.leftOutAs(row.row));
  }
  // It is about the user whom the person saw: whoever has the instance by now was not meant.
  if (definition.isOfUser && !definition.takesUser && (chosen.userId ?? '') !== (target.userId ?? '')) {
    return without('otherUser');
  }
  const meant = definition.takesUser ? { ...target, userId: chosen.userId ?? '' } : target;
  if (definition.flaw(meant) !== undefined) {
    return without('flawed');
  }
  const isLeftOut = !includesProtected && isProtected(meant, guard.protectedPatterns);
  return isLeftOut ? without('protected') : meant;
}

/** The fleet of phones are those of the servers of the targets. What is left out does not count its server in. */
function fleetOf(kind: KindId, rows: readonly Candidate[], targets: readonly PlanTarget[]): Plan['fleet'] {
  const servers = new Set(targets.map(({ serverId }) => serverId));
  const own = kind === 'phone' ? rows.filter(({ target }) => servers.has(target.serverId)) : rows;
  return { listed: own.length, running: own.filter(({ isUp }) => isUp).length };
}

/** Why a target is left out that another plan of the act has. */
const leftOutFor = (other: string, project: string): Pick<LeftOut, 'why' | 'project'> =>
  other === project ? { why: 'withServer' } : { why: 'otherProject', project: other };

function blastOf(verb: Verb, targets: readonly PlanTarget[]): Blast {
  const { on } = VERBS[verb];
  const of = (kind: KindId): readonly PlanTarget[] => (on === kind ? targets : []);
  const servers = of('server');
  const instances = of('instance');
  const phoneStates = sumOfStates(servers.map(({ phones = [] }) => phones));
  return {
    servers: servers.length,
    instances: instances.length,
    phones: of('phone').length + totalOf(phoneStates),
    phoneStates,
    serversWithUnknownPhones: servers.filter(({ phones }) => phones === undefined).length,
    loggedIn: instances.filter(({ isLoggedIn }) => isLoggedIn === true).length,
    unknownLogins: instances.filter(({ isLoggedIn }) => isLoggedIn === undefined).length,
    unread: targets.filter(({ isUnread = false }) => isUnread).length,
  };
}

function requestsOf(verb: Verb, wave: readonly PlanTarget[], index: number): PlannedRequest[] {
  return split(wave, VERBS[verb].batchSize).map((batch) => ({ wave: index, ids: idsOf(batch) }));
}

const plain = ({ id, name, userId }: Target): Target => omitUndefined({ id, name, userId });
