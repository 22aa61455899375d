import * as vscode from 'vscode';
import { groupBy } from '../../base/arrays';
import { KINDS } from '../../model/kinds';
import { type Verb } from '../../model/verbs';
import { VERBS } from '../../operations/verbs/registry';
import { type GroupNode, type Node, nodeId, type ServerNode, type TargetNode } from '../../tree/common/projectsNodes';
import { nodeOfRow, rowIn } from '../../tree/common/targetNodes';
import { allows } from '../../tree/projects/rows/contextMenu';
import { render } from '../../tree/projects/rows/render';
import { chooseOne, pickMany } from '../../ui/ask/quickInputs';
import { actWords } from '../../ui/words/actWords';
import { VERB_WORDS } from '../../ui/words/verbs/registry';
import { tell } from '../../ui/tell/tell';
import { chosenNodes } from './clickedRow';
import { type CommandContext } from '../context';
import { matchingRows, refuseOtherFilter, unreadPhones } from './matchingRows';
import { noProjectWith, pickProject } from './pickProject';
import { readUnlessRead } from './readWithProgress';
import { withUsers } from './withUsers';

const { t } = vscode.l10n;

/** The rows on which a command does one verb. */
export interface RowsOfVerb {
  readonly verb: Verb;
  /** Rows of the kind that the verb acts on. The plan leaves out those that the verb is not possible for now. */
  readonly nodes: readonly TargetNode[];
}

/** The rows that a command means. */
export interface Meant {
  /** One part for each verb, in the order in which their plans are made. */
  readonly parts: readonly RowsOfVerb[];
  /** Sentences on rows that are selected or shown and not meant. */
  readonly notes: readonly string[];
}

/**
 * Finds the rows that a command means: the chosen rows of the tree, all rows of a group, or, from the palette, the rows
 * that the person picks.
 * @param verbs those that the command does, at most one for each kind of row; one, where no row was chosen
 * @returns the rows, at least one
 * @throws CancellationError when the person cancels, or no chosen row is of a kind that the verbs act on; the latter is
 *   told
 * @throws ApiError when a list must be read and cannot be
 */
export async function pickTargets(
  context: CommandContext,
  verbs: readonly Verb[],
  args: readonly unknown[],
): Promise<Meant> {
  const chosen = chosenNodes(context, args);
  const [first] = verbs;
  if (chosen.length === 0 && first !== undefined) {
    const nodes = VERBS[first].takesUser
      ? await withUsers(context, first, await rowsOfPickedProject(context, first), true)
      : await askForRows(context, first);
    return { parts: [{ verb: first, nodes }], notes: [] };
  }
  const verbOf = (node: Node): Verb | undefined => verbs.find((verb) => isTarget(node, verb) || isGroupOf(node, verb));
  const byVerb = groupBy(chosen, verbOf);
  const rows = chosen.filter((node): node is TargetNode => verbs.some((verb) => isTarget(node, verb)));
  const expanded = await Promise.all(
    verbs.map((verb) => withGroupsExpanded(context, verb, byVerb.get(verb) ?? [], rows)),
  );
  const parts = expanded.filter(({ nodes }) => nodes.length > 0);
  if (parts.length === 0) {
    void tell.info(actWords(verbs).none());
    throw new vscode.CancellationError();
  }
  const others = [...(byVerb.get(undefined) ?? []), ...expanded.flatMap(({ unused }) => unused)];
  const withUsersNamed: RowsOfVerb[] = [];
  for (const { verb, nodes } of parts) {
    withUsersNamed.push({ verb, nodes: await withUsers(context, verb, nodes) });
  }
  return {
    parts: withUsersNamed,
    notes: [...parts.flatMap(({ notes }) => notes), ...notesOn(others, parts)],
  };
}

/** The rows of one verb, and what is to be said of others. */
interface Expanded extends RowsOfVerb {
  readonly notes: readonly string[];
  /** Groups that do not count, because rows are selected. */
  readonly unused: readonly Node[];
}

/**
 * Replaces each group by its rows, also those of pages that are not shown. With a filter these are the rows that match it.
 * When rows are selected together with their group, only the rows count.
 * @param chosen rows that the verb acts on, and groups of such rows
 * @param all the selected rows of all verbs of the command
 */
async function withGroupsExpanded(
  context: CommandContext,
  verb: Verb,
  chosen: readonly Node[],
  all: readonly TargetNode[],
): Promise<Expanded> {
  const rows = chosen.filter((node): node is TargetNode => isTarget(node, verb));
  const groups = chosen.filter((node): node is HolderNode => isGroupOf(node, verb));
  const isUsed = (group: HolderNode): boolean => rows.length === 0 && !all.some((row) => isBelow(row, group));
  const below = await Promise.all(groups.filter(isUsed).map((group) => rowsBelow(context, verb, group)));
  const nodes = [...rows, ...below.flatMap((part) => part.nodes)];
  return {
    verb,
    nodes: [...new Map(nodes.map((node) => [nodeId(node), node])).values()],
    notes: below.flatMap((part) => part.notes),
    unused: groups.filter((group) => !isUsed(group)),
  };
}

/** @returns whether the row is in the group: phones are in the group of the servers too */
const isBelow = (row: TargetNode, group: HolderNode): boolean =>
  group.kind === 'group' &&
  group.project === row.project &&
  (group.group === 'instances') === (row.kind === 'instance');

/** The sentences on selected rows that no verb of the command acts on. */
function notesOn(others: readonly Node[], parts: readonly RowsOfVerb[]): string[] {
  const servers = new Set(
    parts.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'server' ? [`${node.project} ${node.server.id}`] : [])),
    ),
  );
  const isOnOne = (node: Node): boolean => node.kind === 'phone' && servers.has(`${node.project} ${node.serverId}`);
  const phones = others.filter(isOnOne).length;
  const rest = others.length - phones;
  return [
    ...(phones === 0 ? [] : [phones === 1 ? t('1 phone of these servers') : t('{0} phones of these servers', phones)]),
    ...(rest === 0 ? [] : [rest === 1 ? t('1 other selected row') : t('{0} other selected rows', rest)]),
  ];
}

async function rowsBelow(
  context: CommandContext,
  verb: Verb,
  group: HolderNode,
): Promise<Pick<Expanded, 'nodes' | 'notes'>> {
  if (group.kind === 'server') {
    return { nodes: await phonesBelow(context, group), notes: [] };
  }
  const { project } = group;
  const { filter } = context.view;
  if (filter !== '') {
    const { hits, onlyAbove, unread } = await matchingRows(context, verb, project, filter);
    return { nodes: hits, notes: [...(onlyAbove === 0 ? [] : [onlyPhones(onlyAbove)]), ...unread] };
  }
  const nodes = await readRows(context, verb, project);
  refuseOtherFilter(context, filter);
  const isOfPhones = VERBS[verb].on === 'phone';
  return { nodes, notes: isOfPhones ? unreadPhones(context.inventory, project) : [] };
}

/** @returns what is said of servers that are shown under a filter only for their phones */
export const onlyPhones = (count: number): string =>
  count === 1
    ? t('1 server that is shown only because phones of it match')
    : t('{0} servers that are shown only because phones of them match', count);

/** @returns whether the verb is possible for this row now */
export const canDo = (context: CommandContext, verb: Verb, node: Node): node is TargetNode =>
  isTarget(node, verb) && allows(node, verb, context.view.tree.busy(node));

/** A row with other rows below it. */
type HolderNode = GroupNode | ServerNode;

/** @returns whether the rows that the verb acts on are below this row: of phones also below their server */
export function isGroupOf(node: Node, verb: Verb): node is HolderNode {
  const { list } = KINDS[VERBS[verb].on];
  return list === 'phones'
    ? node.kind === 'server' || (node.kind === 'group' && node.group === 'servers')
    : node.kind === 'group' && node.group === list;
}

const isTarget = (node: Node, verb: Verb): node is TargetNode => node.kind === VERBS[verb].on;

async function rowsOfPickedProject(context: CommandContext, verb: Verb): Promise<readonly TargetNode[]> {
  const title = VERB_WORDS[verb].which();
  const { on, service } = VERBS[verb];
  const { name } = await pickProject(context, {
    title,
    fits: (project) => project.services.includes(service),
    none: noProjectWith(service),
  });
  return on === 'phone' ? phonesOfPickedServer(context, title, name) : readRows(context, verb, name);
}

async function askForRows(context: CommandContext, verb: Verb): Promise<readonly TargetNode[]> {
  const rows = await rowsOfPickedProject(context, verb);
  const nodes = rows.filter((node) => allows(node, verb, context.view.tree.busy(node)));
  if (nodes.length === 0) {
    void tell.info(VERB_WORDS[verb].none());
    throw new vscode.CancellationError();
  }
  return pickMany({
    title: VERB_WORDS[verb].which(),
    placeholder: t('Choose one or more'),
    items: nodes.map((node) => ({ ...words(node), value: node })),
  });
}

async function readRows({ inventory }: CommandContext, verb: Verb, project: string): Promise<readonly TargetNode[]> {
  const { on } = VERBS[verb];
  switch (KINDS[on].list) {
    case 'servers':
      return readUnlessRead(inventory, [{ kind: 'servers', project }], async (signal) =>
        (await inventory.servers(project, signal)).rows.map((row) => nodeOfRow('server', project, row)),
      );
    case 'instances':
      return readUnlessRead(inventory, [{ kind: 'instances', project }], async (signal) =>
        (await inventory.instances(project, signal)).rows.map((row) => nodeOfRow('instance', project, row)),
      );
    case 'phones':
      return readUnlessRead(inventory, [{ kind: 'allPhones', project }], async (signal) =>
        (await inventory.phonesOf(project, signal)).rows.map((row) => nodeOfRow('phone', project, row, row.serverId)),
      );
  }
}

/** Reads the phones of a server. With a filter only those that are shown under it. */
async function phonesBelow(context: CommandContext, { project, server }: ServerNode): Promise<readonly TargetNode[]> {
  const { inventory, view } = context;
  const { filter } = view;
  const scope = { kind: 'phones', project, serverId: server.id } as const;
  await readUnlessRead(inventory, [scope], (signal) => inventory.phones(project, server.id, signal));
  refuseOtherFilter(context, filter);
  const { rows = [] } = view.tree.arrangements.phones(project, server.id) ?? {};
  return rows.map((phone) => nodeOfRow('phone', project, phone, server.id));
}

/** Asks for the server, since a project can have tens of thousands of phones. */
async function phonesOfPickedServer(context: CommandContext, title: string, project: string) {
  const { inventory } = context;
  const { rows } = await readUnlessRead(inventory, [{ kind: 'servers', project }], (signal) =>
    inventory.servers(project, signal),
  );
  const server = await chooseOne({
    title,
    placeholder: t('On which server?'),
    items: rows.map((row) => ({ ...words({ kind: 'server', project, server: row }), value: row })),
  });
  return phonesBelow(context, { kind: 'server', project, server });
}

/** @returns the texts of the row in the tree, and its id */
function words(node: TargetNode): { label: string; description: string; detail: string } {
  const { label, description } = render(node, {});
  return {
    label: typeof label === 'string' ? label : '',
    description: typeof description === 'string' ? description : '',
    detail: rowIn(node).id,
  };
}
