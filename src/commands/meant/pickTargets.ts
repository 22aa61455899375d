import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { erases } from '../../model/erases';
import { type Target } from '../../model/operation';
import { type Service } from '../../model/project';
import { type Verb } from '../../model/status';
import { type Group, type Node, nodeId, type TargetNode } from '../../tree/common/projectsNodes';
import { allows } from '../../tree/projects/rows/contextMenu';
import { render } from '../../tree/projects/rows/render';
import { pickMany } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { chosenNodes } from './clickedRow';
import { type CommandContext } from '../context';
import { matchingRows, refuseOtherFilter } from './matchingRows';
import { pickProject } from './pickProject';
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

/**
 * Finds the rows that a command means: the chosen rows of the tree, all rows of a group, or, from the palette, the rows
 * that the person picks. Tells how many of them the verb is not possible for now.
 * @returns the rows, as `fitting` does
 * @throws CancellationError when the person cancels, or the verb is possible for none of the rows; the latter is told
 * @throws ApiError when a list must be read and cannot be
 */
export async function pickTargets(
  context: CommandContext,
  verb: Verb,
  args: readonly unknown[],
): Promise<readonly TargetNode[]> {
  const nodes = chosenNodes(context, args);
  if (nodes.length === 0) {
    return fitting(context, verb, await askForRows(context, verb));
  }
  const rows = await withGroupsExpanded(context, verb, nodes);
  if (rows.length === 0) {
    void tell.info(NONE[verb]());
    throw new vscode.CancellationError();
  }
  return fitting(context, verb, rows);
}

/**
 * Tells how many of the nodes the verb is not possible for now.
 * @returns for a verb that erases, the nodes that it is possible for; else all nodes of the verb's kind, of which the
 * plan leaves out those that it is not possible for
 * @throws CancellationError when the verb is possible for none of them
 */
export function fitting(context: CommandContext, verb: Verb, nodes: readonly Node[]): readonly TargetNode[] {
  const fit = nodes.filter((node) => canDo(context, verb, node));
  const leftOut = nodes.length - fit.length;
  if (leftOut > 0) {
    void tell.info(LEFT_OUT[verb](leftOut));
  }
  if (fit.length === 0) {
    throw new vscode.CancellationError();
  }
  // A verb that erases reads its rows again before the question. A row that was told to be left out must stay out.
  return erases(verb) ? fit : nodes.filter((node): node is TargetNode => isTarget(node, verb));
}

/**
 * Replaces each group by its rows, also those of pages that are not shown. With a filter these are the rows that match it.
 * When rows are selected together with their group, only the rows count.
 */
async function withGroupsExpanded(
  context: CommandContext,
  verb: Verb,
  nodes: readonly Node[],
): Promise<readonly Node[]> {
  const hasRows = nodes.some((node) => isTarget(node, verb));
  const meant = hasRows ? nodes.filter(({ kind }) => kind !== 'group') : nodes;
  const rows = await Promise.all(
    meant.map(async (node): Promise<readonly Node[]> =>
      node.kind === 'group' && node.group === GROUP[verb] ? rowsOfGroup(context, verb, node.project) : [node],
    ),
  );
  return [...new Map(rows.flat().map((node) => [nodeId(node), node])).values()];
}

async function rowsOfGroup(context: CommandContext, verb: Verb, project: string): Promise<readonly Node[]> {
  const { filter } = context.view;
  if (filter !== '') {
    return (await matchingRows(context, verb, project, filter)).hits;
  }
  const rows = await readRows(context, verb, project);
  refuseOtherFilter(context, filter);
  return rows;
}

/** @returns the row as the target of an operation */
export const targetOf = (node: TargetNode): Target => {
  if (node.kind === 'server') {
    return { id: node.server.id, name: node.server.name ?? node.server.id };
  }
  const { id, name, userId } = node.instance;
  return omitUndefined({ id, name: name ?? id, userId });
};

const LEFT_OUT: Record<Verb, (n: number) => string> = {
  restart: (n) =>
    n === 1
      ? t('1 selected row cannot be restarted now and is left out.')
      : t('{0} selected rows cannot be restarted now and are left out.', n),
  reboot: (n) =>
    n === 1
      ? t('1 selected row cannot be rebooted now and is left out.')
      : t('{0} selected rows cannot be rebooted now and are left out.', n),
  unassign: (n) =>
    n === 1
      ? t('1 selected row cannot be unassigned now and is left out.')
      : t('{0} selected rows cannot be unassigned now and are left out.', n),
};

/** @returns whether the verb is possible for this row now */
export const canDo = (context: CommandContext, verb: Verb, node: Node): node is TargetNode =>
  isTarget(node, verb) && allows(node, verb, context.view.tree.busy(node));

const isTarget = (node: Node, verb: Verb): node is TargetNode =>
  node.kind === (verb === 'restart' ? 'server' : 'instance');

async function askForRows(context: CommandContext, verb: Verb): Promise<readonly Node[]> {
  const title = TITLE[verb]();
  const service = SERVICE[verb];
  const { name } = await pickProject(context, { title, fits: (project) => project.services.includes(service) });
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
