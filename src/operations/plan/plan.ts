import { omitUndefined } from '../../base/omitUndefined';
import { type Instance } from '../../model/instance';
import { type ConfirmedState, type Operation, type Target } from '../../model/operation';
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
import { instanceStatus, NORMAL, RUNNING, serverStatus, type StatusFacts, type Verb } from '../../model/status';
import { actOf } from './actTotals';
import { lockedTargets, lockKey } from './busyTargets';
import { mostDown, refusalsOf } from './guard';
import { isProtected } from './protection';
import { demandsOf } from './typedConfirmation';
import { idsOf, split } from '../../base/arrays';
import { STRATEGIES } from '../verbs/registry';
import { dealWaves } from './waves';

/** The current list of a project, of the kind that the verb acts on. */
export type PlanList =
  | { readonly kind: 'servers'; readonly rows: readonly Server[] }
  | { readonly kind: 'instances'; readonly rows: readonly Instance[] };

/** What a plan is made of: nothing is asked of the cloud for it. */
export interface PlanInput {
  readonly verb: Verb;
  readonly project: Pick<Project, 'name' | 'hosts'> & Partial<Pick<Project, 'region' | 'projectId'>>;
  /** Those that were chosen, with the user that an unassign is about where that is not the row's. */
  readonly chosen: readonly Target[];
  readonly list: PlanList;
  /** @returns how many phones are under a server; undefined where they were not read */
  readonly phonesUnder?: (serverId: string) => number | undefined;
  /** The tags of servers, by id: needed where the settings protect some. */
  readonly tags?: ReadonlyMap<string, readonly Tag[]>;
  /** What other plans of the same act have: the name of their project, by `lockKey`. */
  readonly inOtherPlans?: ReadonlyMap<string, string>;
  /** All operations that have not ended, as far as they are known. */
  readonly operations: readonly Operation[];
  readonly guard: GuardSettings;
  /** Protected targets are left out, unless the person includes them. */
  readonly includesProtected?: boolean;
  /** Present where it is to roll. */
  readonly policy?: RolloutPolicy;
  readonly now: number;
}

/** A row of the list, as a plan sees it. */
interface Candidate {
  readonly target: PlanTarget;
  readonly facts: StatusFacts;
  /** Where that is not known it counts as running: so it is protected rather than not. */
  readonly isUp: boolean;
}

/** @returns exactly what would be done to the chosen ones, and what would not */
export function makePlan(input: PlanInput): Plan {
  const { verb, project, chosen, policy, guard, now } = input;
  const idKey = (id: string): string => STRATEGIES[verb].idKey(id);
  const rows = candidatesOf(input);
  const candidates = new Map(rows.map((row) => [idKey(row.target.id), row]));
  const locked = lockedTargets(input.operations);
  const host = new URL(project.hosts[STRATEGIES[verb].service]).host;
  const targets: PlanTarget[] = [];
  const leftOut: LeftOut[] = [];
  for (const [key, one] of new Map(chosen.map((each) => [idKey(each.id), each]))) {
    const lock = lockKey({ verb, host }, one.id);
    const row = candidates.get(key);
    const other = row && input.inOtherPlans?.get(lock);
    const judged =
      other === undefined
        ? judge(input, one, row, locked.get(lock))
        : { ...plain(row?.target ?? one), why: 'otherProject' as const, project: other };
    if ('why' in judged) {
      leftOut.push(judged);
    } else {
      targets.push(judged);
    }
  }
  const fleet = { listed: rows.length, running: rows.filter(({ isUp }) => isUp).length };
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
 * Two projects of the settings can name the same cloud. What is chosen in both is one target: the first plan has it.
 * @param inputs of one verb, one for each project
 * @returns the plans of one act
 */
export function makePlans(inputs: readonly PlanInput[]): readonly Plan[] {
  const taken = new Map<string, string>();
  return inputs.map((input) => {
    const plan = makePlan({ ...input, inOtherPlans: new Map(taken) });
    const own = [...plan.targets, ...plan.leftOut.filter(({ why }) => why === 'protected')];
    own.forEach(({ id }) => taken.set(lockKey(plan, id), plan.project));
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

function candidatesOf({ list, phonesUnder, tags }: PlanInput): Candidate[] {
  if (list.kind === 'servers') {
    return list.rows.map((row) => ({
      target: omitUndefined({
        id: row.id,
        name: row.name ?? row.id,
        serverId: row.id,
        zone: row.zone,
        phones: phonesUnder?.(row.id),
        tags: tags?.get(row.id),
        isUnread: row.status === undefined ? true : undefined,
      }),
      facts: serverStatus(row),
      isUp: row.status === undefined || row.status === NORMAL,
    }));
  }
  return list.rows.map((row) => ({
    target: omitUndefined({
      id: row.id,
      name: row.name ?? row.id,
      userId: row.userId,
      isLoggedIn: row.isLoggedIn,
      isUnread: isUnread(row) ? true : undefined,
      confirmed: isUnread(row) ? undefined : stateOf(row),
    }),
    facts: instanceStatus(row),
    isUp: row.runningStatus === undefined || row.runningStatus === RUNNING,
  }));
}

const stateOf = ({ runningStatus, isAssigned, isLoggedIn }: Instance): ConfirmedState =>
  omitUndefined({ runningStatus, isAssigned, isLoggedIn });

/** Whatever the cloud lists has a state. */
const isUnread = ({ runningStatus, isAssigned }: Instance): boolean =>
  runningStatus === undefined && isAssigned === undefined;

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
  const { facts } = row;
  const target = row.target;
  const without = (why: LeftOutReason): LeftOut => ({ ...plain(target), why, status: facts.word });
  if (operation !== undefined) {
    return { ...without('otherOperation'), operation };
  }
  if (!facts.verbs.includes(verb)) {
    return without(reasonOf(verb, facts));
  }
  // It is about the user whom the person saw: whoever has the instance by now was not meant.
  if (verb === 'unassign' && (chosen.userId ?? '') !== (target.userId ?? '')) {
    return without('otherUser');
  }
  if (STRATEGIES[verb].flaw(target) !== undefined) {
    return without('flawed');
  }
  const isLeftOut = !includesProtected && isProtected(target, guard.protectedPatterns);
  return isLeftOut ? without('protected') : target;
}

function reasonOf(verb: Verb, { word, settled }: StatusFacts): LeftOutReason {
  if (word.message === 'frozen') {
    return 'frozen';
  }
  return verb === 'unassign' ? 'notAssigned' : settled ? 'notRunning' : 'underWay';
}

function blastOf(verb: Verb, targets: readonly PlanTarget[]): Blast {
  const ofServers = verb === 'restart' ? targets : [];
  const ofInstances = verb === 'restart' ? [] : targets;
  return {
    servers: ofServers.length,
    instances: ofInstances.length,
    phones: ofServers.reduce((sum, { phones = 0 }) => sum + phones, 0),
    serversWithUnknownPhones: ofServers.filter(({ phones }) => phones === undefined).length,
    loggedIn: ofInstances.filter(({ isLoggedIn }) => isLoggedIn === true).length,
    unknownLogins: ofInstances.filter(({ isLoggedIn }) => isLoggedIn === undefined).length,
    unread: targets.filter(({ isUnread = false }) => isUnread).length,
  };
}

function requestsOf(verb: Verb, wave: readonly PlanTarget[], index: number): PlannedRequest[] {
  return split(wave, STRATEGIES[verb].batchSize).map((batch) => ({ wave: index, ids: idsOf(batch) }));
}

const plain = ({ id, name, userId }: Target): Target => omitUndefined({ id, name, userId });
