import { hasConsole } from '../../../config/regions';
import { verbsFor, verbsOn } from '../../../operations/verbs/registry';
import { type KindId } from '../../../model/kinds';
import { type Verb } from '../../../model/verbs';
import { type Group, type Node, type NoticeNode, type ProjectNode } from '../../common/projectsNodes';
import { type GroupFacts } from '../listings/shownListings';
import { isTargetNode, rowIn } from '../../common/targetNodes';
import { type Look } from './row';

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
      return ['group can:refresh', ...rollouts(node.group), ...matching(node.group, group)].join(' ');
    case 'subgroup':
      return 'subgroup can:refresh';
    case 'more':
      return 'more';
    case 'server':
    case 'phone':
    case 'instance':
      return `${node.kind} can:refresh has:id ${can(node, busy)}`;
    case 'notice':
      return noticeContext(node);
  }
}

const verbsOf = (node: Node): readonly Verb[] => (isTargetNode(node) ? verbsFor(node.kind, rowIn(node)) : []);

const can = (node: Node, busy: Verb | undefined): string =>
  busy === undefined
    ? verbsOf(node)
        .map((verb) => `can:${verb}`)
        .join(' ')
    : 'busy';

/**
 * What a project offers. `signInAgain` has a stored secret, which can be deleted. While the secret store is being asked,
 * nothing is offered that the answer would take away again.
 */
const SIGN_IN: Readonly<Record<ProjectNode['signIn'], string>> = {
  signedIn: 'signedIn can:refresh can:signOut',
  signedOut: 'signedOut',
  signInAgain: 'signedOut can:signOut',
  storeSilent: 'signedOut can:refresh',
  checking: 'checking',
};

function projectContext({ project, signIn }: ProjectNode): string {
  const context = `project ${SIGN_IN[signIn]}${hasConsole(project) ? ' can:openInConsole' : ''}`;
  return project.projectId === undefined ? context : `${context} has:id`;
}

/** The kind of the rows that a group shows. */
const KIND_OF: Readonly<Record<Group, KindId>> = { servers: 'server', instances: 'instance' };

/** All rows of a group can be rolled over. */
const rollouts = (group: Group): string[] =>
  verbsOn(KIND_OF[group]).flatMap(({ commands: { roll } }) => (roll === undefined ? [] : [`can:${roll}`]));

/** The commands that act on all rows that match the filter are offered while rows match it themselves. */
function matching(group: Group, facts: GroupFacts | undefined): string[] {
  const { isFiltered = false, hits = 0, phoneHits = 0 } = facts ?? {};
  const on = (kind: KindId): string[] => verbsOn(kind).map(({ verb }) => `can:${verb}Matching`);
  return [
    ...(isFiltered && hits > 0 ? on(KIND_OF[group]) : []),
    ...(phoneHits > 0 ? ['has:phones', ...on('phone')] : []),
  ];
}

function noticeContext({ notice }: NoticeNode): string {
  switch (notice.kind) {
    case 'loading':
    case 'signedOut':
      return 'notice';
    case 'storeSilent':
    case 'empty':
    case 'failed':
      return 'notice can:refresh';
    case 'problem':
      return 'problem';
  }
}
