import * as vscode from 'vscode';
import { ApiError } from '../api/errors';
import { type Target } from '../model/operation';
import { type Plan } from '../model/plan';
import { type RolloutPolicy } from '../model/rollout';
import { type Verb } from '../model/status';
import { text } from '../model/text';
import { makePlan, type PlanInput, type PlanList } from '../operations/plan';
import { plainText } from '../ui/plainText';
import { listed } from '../ui/words';
import { type CommandContext } from './context';
import { phonesUnder } from './phonesUnder';
import { readingUnlessRead } from './reading';
import { targetOf } from './pickTargets';
import { type TargetNode } from '../tree/nodes';

const { t } = vscode.l10n;

/** Makes plans over the same targets again and again, as a person changes how they go: nothing is read for that. */
export type Planner = (policy?: RolloutPolicy) => readonly Plan[];

/**
 * Reads what plans are made of, and asks whether protected servers are meant too.
 * @returns what makes the plans, one for each project that the rows belong to
 * @throws ApiError where a list is not known yet and cannot be read
 * @throws CancellationError when the person closes the question
 */
export async function plannerFor(context: CommandContext, verb: Verb, nodes: readonly TargetNode[]): Promise<Planner> {
  const projects = [...new Set(nodes.map((node) => node.project))];
  const inputs = await Promise.all(
    projects.map((project) => {
      const own = nodes.filter((node) => node.project === project);
      return inputFor(context, verb, project, own.map(targetOf));
    }),
  );
  const includesProtected = await asksForProtected(inputs.map(makePlan));
  const { operations } = context;
  return (policy) =>
    inputs.map((input) =>
      makePlan({
        ...{ ...input, includesProtected, now: Date.now(), operations: operations.list() },
        ...(policy === undefined ? {} : { policy }),
      }),
    );
}

async function inputFor(
  { settings, inventory, operations }: CommandContext,
  verb: Verb,
  projectName: string,
  chosen: readonly Target[],
): Promise<PlanInput> {
  const project = settings.project(projectName);
  if (project === undefined) {
    throw new ApiError('config', text('the project {0} is not configured', projectName), { didNotRun: true });
  }
  const kind = verb === 'restart' ? 'servers' : 'instances';
  const list = await readingUnlessRead(
    inventory,
    [{ kind, project: projectName }],
    async (signal): Promise<PlanList> =>
      kind === 'servers'
        ? { kind, rows: (await inventory.servers(projectName, signal)).rows }
        : { kind, rows: (await inventory.instances(projectName, signal)).rows },
  );
  const guard = settings.guard();
  const isTagged = verb === 'restart' && guard.protectedPatterns.length > 0;
  const ids = chosen.map(({ id }) => id);
  const tags = isTagged ? { tags: await operations.tagsOf(projectName, ids) } : {};
  return {
    ...tags,
    ...{ verb, project, chosen, list, guard, now: Date.now() },
    operations: operations.list(),
    phonesUnder: (serverId) => phonesUnder(inventory, projectName, serverId),
  };
}

/** Protected servers stay out of a plan unless a person wants to type what they ask for. */
async function asksForProtected(plans: readonly Plan[]): Promise<boolean> {
  const shut = plans.flatMap(({ leftOut }) => leftOut.filter(({ why }) => why === 'protected'));
  if (shut.length === 0) {
    return false;
  }
  const without = t('Leave Them Out');
  const withThem = t('Restart Them Too');
  const choice = await vscode.window.showWarningMessage(
    shut.length === 1 ? t('1 of the servers is protected.') : t('{0} of the servers are protected.', shut.length),
    {
      modal: true,
      detail: t(
        'The setting cloudPhone.guard.protectedPatterns protects: {0}',
        listed(shut.map(({ name }) => plainText(name))),
      ),
    },
    without,
    withThem,
  );
  if (choice === undefined) {
    throw new vscode.CancellationError();
  }
  return choice === withThem;
}
