import { type Verb } from '../../../model/status';
import { type Group, type Node, type NoticeNode, type ProjectNode } from '../../common/nodes';
import { type GroupFacts } from '../listings/listings';
import { type Look, statusOf } from './row';

/**
 * @param busy the verb of the operation that acts on the row now
 * @returns whether the status of the row allows the verb, and no operation acts on the row
 */
export const allows = (node: Node, verb: Verb, busy: Verb | undefined): boolean =>
  busy === undefined && verbsOf(node).includes(verb);

/**
 * What the menus in package.json are matched with.
 * @returns the kind of the row, then `can:` with each thing that can be asked of it, `has:id` where an id can be copied
 */
export function contextValue(node: Node, { busy, group }: Look): string {
  switch (node.kind) {
    case 'project':
      return projectContext(node);
    case 'group':
      return `group can:refresh can:${ROLLING[node.group]}${matching(node.group, group).join('')}`;
    case 'subgroup':
      return 'subgroup can:refresh';
    case 'more':
      return 'more';
    case 'server':
    case 'instance':
      return `${node.kind} can:refresh has:id ${can(node, busy)}`;
    case 'phone':
      return 'phone can:refresh has:id';
    case 'notice':
      return noticeContext(node);
  }
}

const verbsOf = (node: Node): readonly Verb[] => statusOf(node)?.verbs ?? [];

const can = (node: Node, busy: Verb | undefined): string =>
  busy === undefined
    ? verbsOf(node)
        .map((verb) => `can:${verb}`)
        .join(' ')
    : 'busy';

function projectContext({ project, signIn }: ProjectNode): string {
  const context = `project ${signIn === 'signedIn' ? 'signedIn can:refresh' : 'signedOut'}`;
  return project.projectId === undefined ? context : `${context} has:id`;
}

const ROLLING: Readonly<Record<Group, string>> = { servers: 'rollingRestart', instances: 'rollingReboot' };

const VERBS: Record<Group, readonly Verb[]> = { servers: ['restart'], instances: ['reboot', 'unassign'] };

/** The commands that act on all rows that match the filter are offered while rows match it themselves. */
const matching = (group: Group, facts: GroupFacts | undefined): string[] =>
  facts?.isFiltered === true && facts.hits > 0 ? VERBS[group].map((verb) => ` can:${verb}Matching`) : [];

function noticeContext({ notice }: NoticeNode): string {
  switch (notice.kind) {
    case 'loading':
    case 'signedOut':
    case 'storeSilent':
      return 'notice';
    case 'empty':
    case 'failed':
      return 'notice can:refresh';
    case 'problem':
      return 'problem';
  }
}
