import * as v from 'valibot';
import { ApiError } from '../../api/errors/errors';
import { message } from '../../base/message';
import { type Project } from '../../model/project';
import { type Node, type NoticeNode, projectAbove } from '../../tree/common/nodes';
import { type CommandContext } from '../context';

const TEXT = v.string();
const thing = v.looseObject({ id: TEXT });
const NODE = v.variant('kind', [
  v.looseObject({ kind: v.literal('project'), project: v.looseObject({ name: TEXT }) }),
  v.looseObject({ kind: v.literal('group'), project: TEXT, group: v.picklist(['servers', 'instances']) }),
  v.looseObject({ kind: v.literal('subgroup'), project: TEXT, by: v.picklist(['state', 'user']), key: TEXT }),
  v.looseObject({ kind: v.literal('more'), below: TEXT, shown: v.number(), total: v.number() }),
  v.looseObject({ kind: v.literal('server'), project: TEXT, server: thing }),
  v.looseObject({ kind: v.literal('phone'), project: TEXT, serverId: TEXT, phone: thing }),
  v.looseObject({ kind: v.literal('instance'), project: TEXT, instance: thing }),
  v.looseObject({ kind: v.literal('notice'), below: TEXT, notice: v.looseObject({ kind: TEXT }) }),
]);

/** Key bindings and other extensions may call with anything: what has not the shape of a row counts as nothing. */
const isNode = (value: unknown): value is Node => v.is(NODE, value);

/**
 * The row of a command that means one thing, however many are selected.
 * @param args what VS Code called the command with: `(clicked, selected)` from the tree, nothing from the palette
 * @returns the row that was clicked, as it was last drawn
 */
export function clickedNode({ view }: CommandContext, [clicked]: readonly unknown[]): Node | undefined {
  return isNode(clicked) ? view.tree.newest(clicked) : undefined;
}

/**
 * The rows of a command that can mean many.
 * @param args what VS Code called the command with: `(clicked, selected)` from the tree, nothing from the palette
 * @returns all selected rows where the clicked one is among them, else the clicked one, as they were last drawn
 */
export function chosenNodes({ view }: CommandContext, [clicked, selected]: readonly unknown[]): readonly Node[] {
  const nodes: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return nodes.filter(isNode).map((node) => view.tree.newest(node));
}

/** What our own key bindings call with: VS Code tells an extension the selected rows, never the one with the focus. */
const SELECTION = v.looseObject({ selected: v.literal(true) });

/** @returns the selected rows, as they were last drawn, where a key binding asks for them; undefined for any other call */
export function keyedNodes(context: CommandContext, [asked]: readonly unknown[]): readonly Node[] | undefined {
  return v.is(SELECTION, asked) ? selectedNodes(context) : undefined;
}

/** @returns the selected rows, as they were last drawn */
export const selectedNodes = ({ view }: CommandContext): readonly Node[] =>
  view.selection.map((node) => view.tree.newest(node));

/** @returns the name of the project that a command was called for, from the clicked row or from a row's own command. */
export function projectMeant(context: CommandContext, args: readonly unknown[]): string | undefined {
  const node = clickedNode(context, args);
  if (node) {
    return projectOf(node);
  }
  const [named] = args;
  return typeof named === 'object' && named !== null && 'project' in named && typeof named.project === 'string'
    ? named.project
    : undefined;
}

/**
 * @returns the project that a command was called for; undefined where it was called for none, as from the palette
 * @throws ApiError when that project is not configured any more: no other one is meant instead
 */
export function configuredProject(context: CommandContext, args: readonly unknown[]): Project | undefined {
  const name = projectMeant(context, args);
  const project = name === undefined ? undefined : context.settings.project(name);
  if (name !== undefined && project === undefined) {
    throw new ApiError('config', message('the project {0} is not configured', name), { didNotRun: true });
  }
  return project;
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
