import * as vscode from 'vscode';
import { KINDS } from '../../model/kinds';
import { type Project } from '../../model/project';
import { type Verb } from '../../model/verbs';
import { tell } from '../../ui/tell/tell';
import { actOn } from './act';
import { clickedNode } from '../meant/clickedRow';
import { type Command, type CommandContext } from '../context';
import { noProjectWith, pickProject } from '../meant/pickProject';
import { matchingRows } from '../meant/matchingRows';
import { onlyPhones } from '../meant/pickTargets';
import { withUsers } from '../meant/withUsers';
import { VERBS } from '../../operations/verbs/registry';
import { VERB_WORDS } from '../../ui/words/verbs/registry';

const { t } = vscode.l10n;

/** @returns the command that does the verb to all rows that match the filter */
export const matchingCommand =
  (verb: Verb): Command =>
  (context, ...args) =>
    actOnMatching(context, verb, args);

/**
 * Acts on all rows of a group that match the filter themselves, also those of pages that are not shown. Asks as
 * `actOn`.
 */
async function actOnMatching(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<void> {
  const { filter } = context.view;
  if (filter === '') {
    void tell.info(t('Set a filter first: this acts on all rows that match it.'));
    return;
  }
  const project = await projectMeant(context, verb, args);
  const { hits, onlyAbove, unread } = await matchingRows(context, verb, project, filter);
  if (hits.length === 0) {
    void tell.info(onlyAbove === 0 ? t('Nothing matches the filter') : t('Left out: {0}', onlyPhones(onlyAbove)));
    return;
  }
  const notes = [...(onlyAbove === 0 ? [] : [onlyPhones(onlyAbove)]), ...unread];
  await actOn(context, { parts: [{ verb, nodes: await withUsers(context, verb, hits) }], notes });
}

async function projectMeant(context: CommandContext, verb: Verb, args: readonly unknown[]): Promise<string> {
  const node = clickedNode(context, args);
  if (node?.kind === 'group') {
    return node.project;
  }
  const { service } = VERBS[verb];
  const { projects } = context.settings.projects();
  const fits = ({ name, services }: Project): boolean =>
    services.includes(service) && (projects.length === 1 || canMatch(context, verb, name));
  const hasService = projects.some(({ services }) => services.includes(service));
  const none = hasService ? t('Nothing matches the filter') : noProjectWith(service);
  return (await pickProject(context, { title: VERB_WORDS[verb].which(), fits, none })).name;
}

/** @returns whether a row of the project can match the filter: one does, or the list was not read yet */
const canMatch = ({ view }: CommandContext, verb: Verb, project: string): boolean => {
  const { arrangements } = view.tree;
  const hits = {
    servers: () => arrangements.servers(project)?.hits,
    phones: () => arrangements.phonesThatMatch(project),
    instances: () => arrangements.instances(project)?.hits,
  }[KINDS[VERBS[verb].on].list]();
  return hits === undefined || hits.length > 0;
};
