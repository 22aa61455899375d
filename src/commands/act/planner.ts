import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { type Target } from '../../model/operation';
import { type Plan } from '../../model/plan';
import { type RolloutPolicy } from '../../model/rollout';
import { type Verb } from '../../model/status';
import { message } from '../../base/message';
import { idsOf } from '../../base/arrays';
import { asOneAct, makePlans, type PlanInput, type PlanList } from '../../operations/plan/plan';
import { plainText } from '../../ui/words/plainText';
import { byProject } from '../../ui/words/planWords';
import { type CommandContext } from '../context';
import { readOldRows } from './freshRows';
import { phonesUnder } from './phonesUnder';
import { readUnlessRead } from '../meant/readWithProgress';
import { targetOf } from '../meant/pickTargets';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { tell } from '../../ui/tell/tell';

const { t } = vscode.l10n;

/**
 * Makes the plans of one act over the same targets. It sends no requests, so it can be called again for each policy that
 * the person tries.
 * @param policy the policy of a rollout; without it all targets go at once
 */
export type Planner = (policy?: RolloutPolicy) => readonly Plan[];

/**
 * Reads the lists that the plans need, again where they are not fresh, and asks whether protected targets are to be
 * included.
 * @param includesProtected the answer to that question, where the person has given it already
 * @returns the planner, which makes one plan for each project of the rows
 * @throws ApiError when a project is not configured, or a list, a row or a tag cannot be read
 * @throws CancellationError when the person closes the question
 */
export async function plannerFor(
  context: CommandContext,
  verb: Verb,
  nodes: readonly TargetNode[],
  includesProtected?: boolean,
): Promise<Planner> {
  const projects = [...new Set(nodes.map((node) => node.project))];
  await readOldRows(context, verb, nodes);
  const inputs = await Promise.all(
    projects.map((project) => {
      const own = nodes.filter((node) => node.project === project);
      return inputFor(context, verb, project, own.map(targetOf));
    }),
  );
  const { operations, settings } = context;
  const withProtected = includesProtected ?? (await asksForProtected(context, makePlans(inputs)));
  return (policy) => {
    const plans = makePlans(
      inputs.map((input) => ({
        ...input,
        includesProtected: withProtected,
        now: Date.now(),
        operations: operations.running(),
        ...omitUndefined({ policy }),
      })),
    );
    return asOneAct(plans, settings.guard());
  };
}

async function inputFor(
  { settings, inventory, operations }: CommandContext,
  verb: Verb,
  projectName: string,
  chosen: readonly Target[],
): Promise<PlanInput> {
  const project = settings.project(projectName);
  if (project === undefined) {
    throw new ApiError('config', message('the project {0} is not configured', projectName), { didNotRun: true });
  }
  const kind = verb === 'restart' ? 'servers' : 'instances';
  const list = await readUnlessRead(inventory, [{ kind, project: projectName }], async (signal): Promise<PlanList> =>
    kind === 'servers'
      ? { kind, rows: (await inventory.servers(projectName, signal)).rows }
      : { kind, rows: (await inventory.instances(projectName, signal)).rows },
  );
  const ids = idsOf(chosen);
  const guard = settings.guard();
  const isTagged = verb === 'restart' && guard.protectedPatterns.length > 0;
  const tags = isTagged ? { tags: await operations.tagsOf(projectName, ids) } : {};
  return {
    ...tags,
    verb,
    project,
    chosen,
    list,
    guard,
    now: Date.now(),
    operations: operations.running(),
    phonesUnder: (serverId) => phonesUnder(inventory, projectName, serverId, settings.freshMs()),
  };
}

/**
 * Asks whether to include the protected targets. If so, the plan demands their number for them.
 * @returns false when they are to be left out, or there are none
 * @throws CancellationError when the person closes the question
 */
async function asksForProtected({ settings }: CommandContext, plans: readonly Plan[]): Promise<boolean> {
  const kept = plans.map(({ project, leftOut }) => ({
    project,
    region: settings.project(project)?.region,
    names: leftOut.filter(({ why }) => why === 'protected').map(({ name }) => plainText(name)),
  }));
  const count = kept.reduce((sum, { names }) => sum + names.length, 0);
  const [first] = plans;
  if (first === undefined || count === 0) {
    return false;
  }
  const without = t('Leave Them Out');
  const withThem = t('Include Them');
  const choice = await tell.warn(
    PROTECTED[first.verb](count),
    {
      modal: true,
      detail: [t('The setting cloudPhone.guard.protectedPatterns protects:'), '', ...byProject(kept)],
    },
    without,
    withThem,
  );
  if (choice === undefined) {
    throw new vscode.CancellationError();
  }
  return choice === withThem;
}

const protectedServers = (n: number): string =>
  n === 1 ? t('1 server is protected.') : t('{0} servers are protected.', n);
const protectedInstances = (n: number): string =>
  n === 1 ? t('1 instance is protected.') : t('{0} instances are protected.', n);

const PROTECTED: Readonly<Record<Verb, (count: number) => string>> = {
  restart: protectedServers,
  reboot: protectedInstances,
  unassign: protectedInstances,
};
