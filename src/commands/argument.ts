import * as v from 'valibot';
import { type Node, type NoticeNode, projectAbove } from '../tree/nodes';
import { type CommandContext } from './context';

const text = v.string();
const thing = v.looseObject({ id: text });
const NODE = v.variant('kind', [
  v.looseObject({ kind: v.literal('project'), project: v.looseObject({ name: text }) }),
  v.looseObject({ kind: v.literal('group'), project: text, group: v.picklist(['servers', 'instances']) }),
  v.looseObject({ kind: v.literal('subgroup'), project: text, by: v.picklist(['state', 'user']), key: text }),
  v.looseObject({ kind: v.literal('more'), below: text, shown: v.number(), total: v.number() }),
  v.looseObject({ kind: v.literal('server'), project: text, server: thing }),
  v.looseObject({ kind: v.literal('phone'), project: text, serverId: text, phone: thing }),
  v.looseObject({ kind: v.literal('instance'), project: text, instance: thing }),
  v.looseObject({ kind: v.literal('notice'), below: text, notice: v.looseObject({ kind: text }) }),
]);

/** Key bindings and other extensions may call with anything: what has not the shape of a row counts as nothing. */
const isNode = (value: unknown): value is Node => v.is(NODE, value);

/** What our own key bindings call with: VS Code gives them no row. */
const SELECTED = v.looseObject({ selected: v.literal(true) });

/**
 * @param args what VS Code called the command with: `(node, nodes)` from the tree, nothing from the palette
 * @returns the nodes meant, as they were last drawn
 */
export function nodesMeant({ view }: CommandContext, args: readonly unknown[]): readonly Node[] {
  const [one, several] = args;
  if (v.is(SELECTED, one)) {
    return view.selection;
  }
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
function projectOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'project':
      return node.project.name;
    case 'more':
      return undefined;
    case 'notice':
      return noticeProject(node);
    case 'group':
    case 'subgroup':
    case 'server':
    case 'phone':
    case 'instance':
      return node.project;
  }
}

function noticeProject(node: NoticeNode): string | undefined {
  const { notice } = node;
  switch (notice.kind) {
    case 'signedOut':
    case 'storeSilent':
      return notice.project;
    case 'problem':
      return notice.problem.label;
    case 'loading':
    case 'empty':
    case 'failed':
      return projectAbove(node);
  }
}
