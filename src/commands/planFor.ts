import { ApiError } from '../api/errors';
import { type Target } from '../model/operation';
import { type Plan } from '../model/plan';
import { type Verb } from '../model/status';
import { text } from '../model/text';
import { makePlan, type PlanList } from '../operations/plan';
import { type CommandContext } from './context';
import { phonesUnder } from './phonesUnder';
import { readingUnlessRead } from './reading';

/**
 * @returns what would be done to these targets of a project, checked against its current list
 * @throws ApiError where the list is not known yet and cannot be read
 */
export async function planFor(
  { settings, inventory, operations }: CommandContext,
  verb: Verb,
  projectName: string,
  chosen: readonly Target[],
): Promise<Plan> {
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
  return makePlan({
    ...tags,
    ...{ verb, project, chosen, list, guard, now: Date.now() },
    operations: operations.list(),
    phonesUnder: (serverId) => phonesUnder(inventory, projectName, serverId),
  });
}
