import * as v from 'valibot';
import { type Node } from '../../tree/common/projectsNodes';
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
