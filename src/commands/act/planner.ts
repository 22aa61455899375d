import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { ApiError } from '../../api/errors/errors';
import { type Plan } from '../../model/plan';
import { type RolloutPolicy } from '../../model/rollout';
import { type Verb } from '../../model/verbs';
import { message } from '../../base/message';
import { groupBy, idsOf } from '../../base/arrays';
import { type PlanList } from '../../operations/plan/candidates';
import { asOneAct, makePlans, type PlanInput } from '../../operations/plan/plan';
import { plainText } from '../../ui/words/plainText';
import { VERBS } from '../../operations/verbs/registry';
import { byProject, countsOf, protectedWords } from '../../ui/words/actWords';
import { type CommandContext } from '../context';
import { readOldRows } from './freshRows';
import { phonesUnder } from './phonesUnder';
import { type RowsOfVerb } from '../meant/pickTargets';
import { readUnlessRead } from '../meant/readWithProgress';
import { sameIdKey } from '../../model/ids';
import { type KindId } from '../../model/kinds';
import { type AnyScope, type Inventory } from '../../inventory/inventory';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { scopesWith, targetOf } from '../../tree/common/targetNodes';
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
 * @returns the planner, which makes one plan for each verb and project of the rows, in the order of `parts`
 * @throws ApiError when a project is not configured, or a list, a row or a tag cannot be read
 * @throws CancellationError when the person closes the question
 */
export async function plannerFor(
  context: CommandContext,
  parts: readonly RowsOfVerb[],
  includesProtected?: boolean,
): Promise<Planner> {
  await readOldRows(context, parts);
  const inputs = await Promise.all(
    parts.flatMap(({ verb, nodes }) =>
      [...groupBy(nodes, ({ project }) => project)].map(([project, own]) => inputFor(context, verb, project, own)),
    ),
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
  nodes: readonly TargetNode[],
): Promise<PlanInput> {
  const project = settings.project(projectName);
  if (project === undefined) {
    throw new ApiError('config', message('the project {0} is not configured', projectName), { didNotRun: true });
  }
  const { on, service } = VERBS[verb];
  const chosen = nodes.map(targetOf);
  const list = await listFor(inventory, on, projectName, nodes);
  const guard = settings.guard();
  const serverIds = on === 'phone' ? chosen.flatMap(({ serverId }) => serverId ?? []) : idsOf(chosen);
  const isTagged = service === 'cph' && guard.protectedPatterns.length > 0;
  const tags = isTagged ? { tags: await operations.tagsOf(projectName, [...new Set(serverIds)]) } : {};
  const servers = new Map(
    inventory.known({ kind: 'servers', project: projectName })?.rows.map((row) => [sameIdKey(row.id), row] as const),
  );
  return {
    ...tags,
    verb,
    project,
    chosen,
    list,
    guard,
    now: Date.now(),
    operations: operations.running(),
    serverOf: (serverId) => servers.get(sameIdKey(serverId)),
    phonesUnder: (serverId) => phonesUnder(inventory, projectName, serverId, settings.freshMs()),
  };
}

/**
 * @param nodes the chosen rows: of phones only the lists of their servers are read
 * @returns the rows that the plan is made of
 * @throws ApiError when they cannot be read
 */
async function listFor(
  inventory: Inventory,
  kind: KindId,
  project: string,
  nodes: readonly TargetNode[],
): Promise<PlanList> {
  const scopes: readonly AnyScope[] =
    kind === 'phone' ? [{ kind: 'servers', project }, ...scopesWith(nodes)] : scopesWith(nodes);
  return readUnlessRead(inventory, scopes, async (signal): Promise<PlanList> => {
    switch (kind) {
      case 'server':
        return { kind, rows: (await inventory.servers(project, signal)).rows };
      case 'instance':
        return { kind, rows: (await inventory.instances(project, signal)).rows };
      case 'phone': {
        // The names of the servers can be protected.
        await inventory.servers(project, signal);
        const serverIds = [...new Set(nodes.flatMap((node) => (node.kind === 'phone' ? [node.serverId] : [])))];
        const lists = await Promise.all(
          serverIds.map(async (serverId) =>
            (await inventory.phones(project, serverId, signal)).rows.map((phone) => ({ ...phone, serverId })),
          ),
        );
        return { kind, rows: lists.flat() };
      }
    }
  });
}

/**
 * Asks whether to include the protected targets. If so, the plan demands their number for them.
 * @returns false when they are to be left out, or there are none
 * @throws CancellationError when the person closes the question
 */
async function asksForProtected({ settings }: CommandContext, plans: readonly Plan[]): Promise<boolean> {
  const kept = plans
    .map(({ verb, project, leftOut }) => ({
      verb,
      project,
      region: settings.project(project)?.region,
      names: leftOut.filter(({ why }) => why === 'protected').map(({ name }) => plainText(name)),
    }))
    .filter(({ names }) => names.length > 0);
  if (kept.length === 0) {
    return false;
  }
  const counts = countsOf(kept.map(({ verb, names }) => ({ kind: VERBS[verb].on, count: names.length })));
  const without = t('Leave Them Out');
  const withThem = t('Include Them');
  const choice = await tell.warn(
    protectedWords(counts),
    {
      modal: true,
      detail: [
        t('The setting cloudPhone.guard.protectedPatterns protects:'),
        '',
        ...byProject(kept.map((own) => ({ ...own, kind: VERBS[own.verb].on }))),
      ],
    },
    without,
    withThem,
  );
  if (choice === undefined) {
    throw new vscode.CancellationError();
  }
  return choice === withThem;
}
