import * as vscode from 'vscode';
import { type Verb } from '../../model/status';
import { type CommandContext } from '../context';
import { type TargetNode } from '../../tree/common/nodes';
import { tell } from '../../ui/tell/tell';
import { reading } from './reading';

const { t } = vscode.l10n;

/** What another window left, or what is still coming, is no ground to act on. */
async function readAll({ inventory, view }: CommandContext, verb: Verb, project: string): Promise<void> {
  const scope = { kind: verb === 'restart' ? 'servers' : 'instances', project } as const;
  if (!inventory.isRead(scope)) {
    await reading((signal) => view.tree.refresh(scope, signal));
  }
}

/** The rows of a project that fit the filter themselves, and how many servers are shown only for their phones. */
export interface Matching {
  readonly hits: readonly TargetNode[];
  readonly onlyAbove: number;
}

/**
 * Reads the list where that is needed, and takes what the filter shows of it.
 * @param filter what the view was filtered by at the click, a filter that is still being typed included
 * @throws CancellationError when the view is filtered by something else by now, which is told
 */
export async function matchingRows(
  context: CommandContext,
  verb: Verb,
  project: string,
  filter: string,
): Promise<Matching> {
  await readAll(context, verb, project);
  refuseOtherFilter(context, filter);
  return matching(context, verb, project);
}

/**
 * @param filter what the view was filtered by at the click
 * @throws CancellationError when it is filtered by something else by now, which is told
 */
export function refuseOtherFilter({ view }: CommandContext, filter: string): void {
  if (view.filter !== filter) {
    void tell.info(t('The filter was changed meanwhile. Nothing was done.'));
    throw new vscode.CancellationError();
  }
}

function matching({ view }: CommandContext, verb: Verb, project: string): Matching {
  const { arrangements } = view.tree;
  if (verb === 'restart') {
    const { hits = [], rows = [] } = arrangements.servers(project) ?? {};
    return { hits: hits.map((server) => ({ kind: 'server', project, server })), onlyAbove: rows.length - hits.length };
  }
  const { hits = [] } = arrangements.instances(project) ?? {};
  return { hits: hits.map((instance) => ({ kind: 'instance', project, instance })), onlyAbove: 0 };
}
