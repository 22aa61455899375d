import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { type Target } from '../../model/operation';
import { type Service } from '../../model/project';
import { type Verb } from '../../model/status';
import { type Group, type Node, nodeId, type TargetNode } from '../../tree/common/nodes';
import { allows, render } from '../../tree/projects/rows/render';
import { pickMany } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { chosenNodes } from './nodes';
import { type CommandContext } from '../context';
import { matchingRows, refuseOtherFilter } from './matchingRows';
import { pickProject } from './project';
import { readingUnlessRead } from './reading';

const { t } = vscode.l10n;

/** The service that has what each verb acts on. */
export const SERVICE: Record<Verb, Service> = { restart: 'cph', reboot: 'koophone', unassign: 'koophone' };

const GROUP: Record<Verb, Group> = { restart: 'servers', reboot: 'instances', unassign: 'instances' };

/** The question for targets. */
export const TITLE: Record<Verb, () => string> = {
  restart: () => t('Restart which servers?'),
  reboot: () => t('Reboot which instances?'),
  unassign: () => t('Unassign which instances?'),
};

/**
 * Turns what a command was called with into rows: those of the tree, all that a group lists, or, from the palette, rows
 * that a person picks. Says aloud how many of them the verb does not fit now: the plan leaves those out, and says why.
 * @returns the rows of the verb's kind
 * @throws CancellationError when the verb fits none of them
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
  const rows = await opened(context, verb, nodes);
  if (rows.length === 0) {
    void tell.info(NONE[verb]());
    throw new vscode.CancellationError();
  }
  return fitting(context, verb, rows);
}

/**
 * Says aloud how many of the nodes the verb does not fit now: the plan leaves those out, and says why.
 * @returns the nodes of the verb's kind
 * @throws CancellationError when it fits none of them
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
  // Where the rows are read again before the question, one that was said to be left out must not come back.
  return erases(verb) ? fit : nodes.filter((node): node is TargetNode => isTarget(node, verb));
}

/** @returns whether what the verb takes away is gone for good */
export const erases = (verb: Verb): boolean => verb === 'unassign';

/**
 * A group stands for all that it lists, loaded or not: where there is a filter, for all that matches it. Where rows are
 * selected too, as from the group downwards, they alone are meant.
 */
async function opened(context: CommandContext, verb: Verb, nodes: readonly Node[]): Promise<readonly Node[]> {
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

/** @returns what an operation acts on for a row */
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

/** @returns whether the verb may be asked for on this row now */
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
  return readingUnlessRead(inventory, [{ kind: GROUP[verb], project }], read);
}

/** The row's own words, and its id. */
function words(node: TargetNode): { label: string; description: string; detail: string } {
  const { label, description } = render(node, {});
  return {
    label: typeof label === 'string' ? label : '',
    description: typeof description === 'string' ? description : '',
    detail: node.kind === 'server' ? node.server.id : node.instance.id,
  };
}
