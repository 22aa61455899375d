import { type Verb } from '../model/status';
import { type CommandContext } from './context';
import { type TargetNode } from '../tree/nodes';
import { reading } from './reading';

/** What another window left, or what is still coming, is no ground to act on. */
export async function readAll({ inventory, view }: CommandContext, verb: Verb, project: string): Promise<void> {
  const scope = { kind: verb === 'restart' ? 'servers' : 'instances', project } as const;
  if (!inventory.isRead(scope)) {
    await reading((signal) => view.tree.refresh(scope, signal));
  }
}

/** @returns the rows of a project that fit the filter themselves, and how many servers are shown only for their phones */
export function matching(
  { view }: CommandContext,
  verb: Verb,
  project: string,
): { readonly hits: readonly TargetNode[]; readonly onlyAbove: number } {
  const { arrangements } = view.tree;
  if (verb === 'restart') {
    const { hits = [], rows = [] } = arrangements.servers(project) ?? {};
    return { hits: hits.map((server) => ({ kind: 'server', project, server })), onlyAbove: rows.length - hits.length };
  }
  const { hits = [] } = arrangements.instances(project) ?? {};
  return { hits: hits.map((instance) => ({ kind: 'instance', project, instance })), onlyAbove: 0 };
}
