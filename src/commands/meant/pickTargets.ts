import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { type Target } from '../../model/operation';
import { type Service } from '../../model/project';
import { type Verb } from '../../model/status';
import { type Group, type GroupNode, type Node, nodeId, type TargetNode } from '../../tree/common/projectsNodes';
import { allows } from '../../tree/projects/rows/contextMenu';
import { render } from '../../tree/projects/rows/render';
import { pickMany } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { chosenNodes } from './clickedRow';
import { type CommandContext } from '../context';
import { matchingRows, refuseOtherFilter } from './matchingRows';
import { noProjectWith, pickProject } from './pickProject';
import { readUnlessRead } from './readWithProgress';

const { t } = vscode.l10n;

/** The service of each verb's targets. */
export const SERVICE: Record<Verb, Service> = { restart: 'cph', reboot: 'koophone', unassign: 'koophone' };

const GROUP: Record<Verb, Group> = { restart: 'servers', reboot: 'instances', unassign: 'instances' };

/** The title of the question for targets. */
export const TITLE: Record<Verb, () => string> = {
  restart: () => t('Restart which servers?'),
  reboot: () => t('Reboot which instances?'),
  unassign: () => t('Unassign which instances?'),
};

/** The rows that a command means. */
export interface Meant {
  /** Rows of the kind that the verb acts on. The plan leaves out those that the verb is not possible for now. */
  readonly nodes: readonly TargetNode[];
  /** Sentences on rows that are selected or shown and not meant. */
  readonly notes: readonly string[];
}

/**
 * Finds the rows that a command means: the chosen rows of the tree, all rows of a group, or, from the palette, the rows
 * that the person picks.
 * @returns the rows, at least one
 * @throws CancellationError when the person cancels, or no chosen row is of the kind that the verb acts on; the latter is
 *   told
 * @throws ApiError when a list must be read and cannot be
 */
export async function pickTargets(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<Meant> {
  const chosen = chosenNodes(context, args);
  if (chosen.length === 0) {
    return { nodes: await askForRows(context, verb), notes: [] };
  }
  const meant = await withGroupsExpanded(context, verb, chosen);
  if (meant.nodes.length === 0) {
    void tell.info(NONE[verb]());
    throw new vscode.CancellationError();
  }
  return meant;
}

/**
 * Replaces each group by its rows, also those of pages that are not shown. With a filter these are the rows that match it.
 * When rows are selected together with their group, only the rows count.
 */
async function withGroupsExpanded(context: CommandContext, verb: Verb, chosen: readonly Node[]): Promise<Meant> {
  const rows = chosen.filter((node): node is TargetNode => isTarget(node, verb));
  const groups = rows.length > 0 ? [] : chosen.filter((node): node is GroupNode => isGroupOf(node, verb));
  const parts = await Promise.all(groups.map(({ project }) => rowsOfGroup(context, verb, project)));
  const others = chosen.filter((node) => !isTarget(node, verb) && !groups.some((group) => group === node));
  const nodes = [...rows, ...parts.flatMap((part) => part.nodes)];
  return {
    nodes: [...new Map(nodes.map((node) => [nodeId(node), node])).values()],
    notes: [...parts.flatMap(({ notes }) => notes), ...notesOn(others, rows)],
  };
}

/** The sentences on selected rows that the verb does not act on. */
function notesOn(others: readonly Node[], rows: readonly TargetNode[]): string[] {
  const servers = new Set(
    rows.flatMap((node) => (node.kind === 'server' ? [`${node.project} ${node.server.id}`] : [])),
  );
  const isBelow = (node: Node): boolean => node.kind === 'phone' && servers.has(`${node.project} ${node.serverId}`);
  const phones = others.filter(isBelow).length;
  const rest = others.length - phones;
  return [
    ...(phones === 0 ? [] : [phones === 1 ? t('1 phone of these servers') : t('{0} phones of these servers', phones)]),
    ...(rest === 0 ? [] : [rest === 1 ? t('1 other selected row') : t('{0} other selected rows', rest)]),
  ];
}

async function rowsOfGroup(context: CommandContext, verb: Verb, project: string): Promise<Meant> {
  const { filter } = context.view;
  if (filter !== '') {
    const { hits, onlyAbove } = await matchingRows(context, verb, project, filter);
    return { nodes: hits, notes: onlyAbove === 0 ? [] : [onlyPhones(onlyAbove)] };
  }
  const nodes = await readRows(context, verb, project);
  refuseOtherFilter(context, filter);
  return { nodes, notes: [] };
}

/** @returns what is said of servers that are shown under a filter only for their phones */
export const onlyPhones = (count: number): string =>
  count === 1
    ? t('1 server that is shown only because phones of it match')
    : t('{0} servers that are shown only because phones of them match', count);

/** @returns the row as the target of an operation */
export const targetOf = (node: TargetNode): Target => {
  if (node.kind === 'server') {
    return { id: node.server.id, name: node.server.name ?? node.server.id };
  }
  const { id, name, userId } = node.instance;
  return omitUndefined({ id, name: name ?? id, userId });
};

/** @returns whether the verb is possible for this row now */
export const canDo = (context: CommandContext, verb: Verb, node: Node): node is TargetNode =>
  isTarget(node, verb) && allows(node, verb, context.view.tree.busy(node));

/** @returns whether the row is the group of all rows that the verb acts on */
export const isGroupOf = (node: Node, verb: Verb): node is GroupNode =>
  node.kind === 'group' && node.group === GROUP[verb];

const isTarget = (node: Node, verb: Verb): node is TargetNode =>
  node.kind === (verb === 'restart' ? 'server' : 'instance');

async function askForRows(context: CommandContext, verb: Verb): Promise<readonly TargetNode[]> {
  const title = TITLE[verb]();
  const service = SERVICE[verb];
  const { name } = await pickProject(context, {
    title,
    fits: (project) => project.services.includes(service),
    none: noProjectWith(service),
  });
  const rows = await readRows(context, verb, name);
  const nodes = rows.filter((node) => allows(node, verb, context.view.tree.busy(node)));
  if (nodes.length === 0) {
    void tell.info(NONE[verb]());
    throw new vscode.CancellationError();
  }
  return pickMany({
    title,
    placeholder: t('Choose one or more'),
    items: nodes.map((node) => ({ ...words(node), value: node })),
  });
}

const NONE: Record<Verb, () => string> = {
  restart: () => t('There is no server that can be restarted now.'),
  reboot: () => t('There is no instance that can be rebooted now.'),
  unassign: () => t('There is no instance that can be unassigned now.'),
};

async function readRows({ inventory }: CommandContext, verb: Verb, project: string): Promise<readonly TargetNode[]> {
  const read = async (signal?: AbortSignal): Promise<readonly TargetNode[]> => {
    if (verb === 'restart') {
      const { rows } = await inventory.servers(project, signal);
      return rows.map((server): TargetNode => ({ kind: 'server', project, server }));
    }
    const { rows } = await inventory.instances(project, signal);
    return rows.map((instance): TargetNode => ({ kind: 'instance', project, instance }));
  };
  return readUnlessRead(inventory, [{ kind: GROUP[verb], project }], read);
}

/** @returns the texts of the row in the tree, and its id */
function words(node: TargetNode): { label: string; description: string; detail: string } {
  const { label, description } = render(node, {});
  return {
    label: typeof label === 'string' ? label : '',
    description: typeof description === 'string' ? description : '',
    detail: node.kind === 'server' ? node.server.id : node.instance.id,
  };
}
