import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Node } from '../../tree/common/projectsNodes';
import { tell } from '../../ui/tell/tell';
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
 * While a row is drawn again, its menu passes no row to a command. That is not a call from the palette, which passes no
 * argument at all: the command must not take another row instead.
 * @param args the arguments of the command
 * @returns whether the call came from the menu of a row that VS Code did not pass
 */
export const isRowMissing = (args: readonly unknown[]): boolean =>
  args.length > 0 && (args[0] === undefined || args[0] === null);

/** @throws CancellationError when the row of a menu is missing; this is told */
export function refuseMissingRow(args: readonly unknown[]): void {
  if (isRowMissing(args)) {
    void tell.info(vscode.l10n.t('The row has changed just now. Nothing was done. Try it again.'));
    throw new vscode.CancellationError();
  }
}

/**
 * For a command that acts on one row: the clicked row, even when several are selected.
 * @param args the arguments of the command: `(clicked, selected)` from the tree, none from the palette
 * @returns the newest state of the clicked row; undefined when none was clicked
 * @throws CancellationError as `refuseMissingRow`
 */
export function clickedNode({ view }: CommandContext, args: readonly unknown[]): Node | undefined {
  refuseMissingRow(args);
  const [clicked] = args;
  return isNode(clicked) ? view.tree.newest(clicked) : undefined;
}

/**
 * For a command that can act on several rows. VS Code passes the selected rows only when the clicked row is one of them.
 * @param args the arguments of the command: `(clicked, selected)` from the tree, none from the palette
 * @returns the newest state of the selected rows, else of the clicked row; empty when there is none
 * @throws CancellationError as `refuseMissingRow`
 */
export function chosenNodes({ view }: CommandContext, args: readonly unknown[]): readonly Node[] {
  refuseMissingRow(args);
  const [clicked, selected] = args;
  const nodes: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return nodes.filter(isNode).map((node) => view.tree.newest(node));
}

/**
 * The argument of this extension's own key bindings. VS Code tells an extension the selected rows, never the focused
 * one.
 */
const SELECTION = v.looseObject({ selected: v.literal(true) });

/** @returns whether a key binding made the call, for the selected rows */
export const isKeyed = ([asked]: readonly unknown[]): boolean => v.is(SELECTION, asked);

/** @returns the newest state of the selected rows when a key binding made the call; undefined for any other call */
export function keyedNodes(context: CommandContext, args: readonly unknown[]): readonly Node[] | undefined {
  return isKeyed(args) ? selectedNodes(context) : undefined;
}

/** @returns the newest state of the selected rows */
export const selectedNodes = ({ view }: CommandContext): readonly Node[] =>
  view.selection.map((node) => view.tree.newest(node));
