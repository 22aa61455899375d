import * as v from 'valibot';
import { ApiError } from '../../api/errors/errors';
import { message } from '../../base/message';
import { type Project } from '../../model/project';
import { type Node, type NoticeNode, projectAbove } from '../../tree/common/projectsNodes';
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

/** Key bindings and other extensions can pass anything. A value without the shape of a node is ignored. */
const isNode = (value: unknown): value is Node => v.is(NODE, value);

/**
 * For a command that acts on one row: the clicked row, even when several are selected.
 * @param args the arguments of the command: `(clicked, selected)` from the tree, none from the palette
 * @returns the newest state of the clicked row; undefined when none was clicked
 */
export function clickedNode({ view }: CommandContext, [clicked]: readonly unknown[]): Node | undefined {
  return isNode(clicked) ? view.tree.newest(clicked) : undefined;
}

/**
 * For a command that can act on several rows. VS Code passes the selected rows only when the clicked row is one of them.
 * @param args the arguments of the command: `(clicked, selected)` from the tree, none from the palette
 * @returns the newest state of the selected rows, else of the clicked row; empty when there is none
 */
export function chosenNodes({ view }: CommandContext, [clicked, selected]: readonly unknown[]): readonly Node[] {
  const nodes: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return nodes.filter(isNode).map((node) => view.tree.newest(node));
}

/**
 * The argument of this extension's own key bindings. VS Code tells an extension the selected rows, never the focused
 * one.
 */
const SELECTION = v.looseObject({ selected: v.literal(true) });

/** @returns the newest state of the selected rows when a key binding made the call; undefined for any other call */
export function keyedNodes(context: CommandContext, [asked]: readonly unknown[]): readonly Node[] | undefined {
  return v.is(SELECTION, asked) ? selectedNodes(context) : undefined;
}

/** @returns the newest state of the selected rows */
export const selectedNodes = ({ view }: CommandContext): readonly Node[] =>
  view.selection.map((node) => view.tree.newest(node));

/**
 * @param args the arguments of the command: a clicked row, or an object with the name as `project`
 * @returns the name of the project that the command was called for; undefined when it was called for none
 */
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
 * @returns the project that the command was called for; undefined when it was called for none, as from the palette
 * @throws ApiError when that project is not configured any more; the command must not use another one instead
 */
export function configuredProject(context: CommandContext, args: readonly unknown[]): Project | undefined {
  const name = projectMeant(context, args);
  const project = name === undefined ? undefined : context.settings.project(name);
  if (name !== undefined && project === undefined) {
    throw new ApiError('config', message('the project {0} is not configured', name), { didNotRun: true });
  }
  return project;
}

/** @returns the name of the project that a row belongs to; undefined for a "Load more…" row */
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
