import { type Node } from '../tree/nodes';
import { type CommandContext } from './context';

const KINDS: ReadonlySet<unknown> = new Set<Node['kind']>([
  'project',
  'group',
  'server',
  'phone',
  'instance',
  'notice',
]);

/** Only the tree passes these; anything else that a command is called with counts as nothing. */
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(value.kind);

/**
 * @param args what VS Code called the command with: `(node, nodes)` from the tree, nothing from the palette
 * @returns the nodes meant, as they were last drawn
 */
export function nodesMeant({ view }: CommandContext, args: readonly unknown[]): readonly Node[] {
  const [one, several] = args;
  const nodes = Array.isArray(several) && several.length > 0 ? several : [one];
  return nodes.filter(isNode).map((node) => view.tree.newest(node));
}

/** @returns the name of the project that a command was called for, from a row or from a row's own command. */
export function projectMeant(context: CommandContext, args: readonly unknown[]): string | undefined {
  const [node] = nodesMeant(context, args);
  if (node) {
    return projectOf(node);
  }
  const [named] = args;
  return typeof named === 'object' && named !== null && 'project' in named && typeof named.project === 'string'
    ? named.project
    : undefined;
}

/** @returns the name of the project that a row belongs to. */
export function projectOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'project':
      return node.project.name;
    case 'notice':
      return noticeProject(node.notice);
    case 'group':
    case 'server':
    case 'phone':
    case 'instance':
      return node.project;
  }
}

function noticeProject(notice: Extract<Node, { kind: 'notice' }>['notice']): string | undefined {
  switch (notice.kind) {
    case 'signedOut':
      return notice.project;
    case 'problem':
      return notice.problem.label;
    case 'loading':
    case 'empty':
    case 'failed':
      return undefined;
  }
}
