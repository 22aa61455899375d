import * as vscode from 'vscode';
import { type Verb } from '../../model/verbs';
import { type Inventory } from '../../inventory/inventory';
import { KINDS } from '../../model/kinds';
import { VERBS } from '../../operations/verbs/registry';
import { nodeOfRow } from '../../tree/common/targetNodes';
import { type CommandContext } from '../context';
import { type TargetNode } from '../../tree/common/projectsNodes';
import { tell } from '../../ui/tell/tell';
import { readWithProgress } from './readWithProgress';

const { t } = vscode.l10n;

/** Reads a list that is only cached or still being read: it must not be acted on. */
async function readAll({ inventory, view }: CommandContext, verb: Verb, project: string): Promise<void> {
  const { list } = KINDS[VERBS[verb].on];
  if (list === 'phones') {
    const all = { kind: 'allPhones', project } as const;
    if (!inventory.isRead(all)) {
      await readWithProgress((signal) => inventory.refresh(all, signal));
    }
    return;
  }
  const scope = { kind: list, project };
  if (!inventory.isRead(scope)) {
    await readWithProgress((signal) => view.tree.refresh(scope, signal));
  }
}

/** The rows of a project that match the filter. */
export interface Matching {
  /** The rows that match the filter themselves. */
  readonly hits: readonly TargetNode[];
  /** How many servers are shown only because phones on them match. */
  readonly onlyAbove: number;
  /** Sentences on rows that could not be read. */
  readonly unread: readonly string[];
}

/**
 * Reads the list of a project if needed, and finds the rows that match the filter.
 * @param filter the filter of the view at the click, also one that was still being typed
 * @throws CancellationError when the filter has changed since; this is told
 * @throws ApiError when the list cannot be read
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
 * @param filter the filter of the view at the click
 * @throws CancellationError when the filter has changed since; this is told
 */
export function refuseOtherFilter({ view }: CommandContext, filter: string): void {
  if (view.filter !== filter) {
    void tell.info(t('The filter was changed meanwhile. Nothing was done.'));
    throw new vscode.CancellationError();
  }
}

/** @returns the sentence on servers whose phones could not be read; empty when all were read */
export function unreadPhones(inventory: Pick<Inventory, 'known'>, project: string): string[] {
  const count = inventory.known({ kind: 'allPhones', project })?.failures.length ?? 0;
  return count === 0
    ? []
    : [
        count === 1
          ? t('the phones of 1 server that could not be read')
          : t('the phones of {0} servers that could not be read', count),
      ];
}

function matching({ view, inventory }: CommandContext, verb: Verb, project: string): Matching {
  const { arrangements } = view.tree;
  switch (VERBS[verb].on) {
    case 'server': {
      const { hits = [], rows = [] } = arrangements.servers(project) ?? {};
      return {
        hits: hits.map((row) => nodeOfRow('server', project, row)),
        onlyAbove: rows.length - hits.length,
        unread: [],
      };
    }
    case 'phone': {
      const hits = arrangements.phonesThatMatch(project) ?? [];
      return {
        hits: hits.map((row) => nodeOfRow('phone', project, row, row.serverId)),
        onlyAbove: 0,
        unread: unreadPhones(inventory, project),
      };
    }
    case 'instance': {
      const { hits = [] } = arrangements.instances(project) ?? {};
      return { hits: hits.map((row) => nodeOfRow('instance', project, row)), onlyAbove: 0, unread: [] };
    }
  }
}
