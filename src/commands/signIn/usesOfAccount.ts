import * as vscode from 'vscode';
import { type Operation } from '../../model/operation';
import { type Project } from '../../model/project';
import { listed } from '../../ui/words/words';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/** @returns the names of the other projects that use the same sign-in */
export const projectsSharing = (
  { settings }: Pick<CommandContext, 'settings'>,
  { name, account }: Project,
): readonly string[] =>
  settings
    .projects()
    .projects.filter((other) => other.account === account && other.name !== name)
    .map((other) => other.name);

/** @returns the operations of the projects that have not ended */
export async function runningIn(
  { operations }: Pick<CommandContext, 'operations'>,
  projects: readonly string[],
): Promise<readonly Operation[]> {
  await operations.load();
  return operations.running().filter(({ project }) => projects.includes(project));
}

/** @returns the sentence that names the operations */
export function runningSentence(operations: readonly Operation[]): string {
  const numbers = listed(operations.map(({ number }) => `#${number}`));
  return operations.length === 1
    ? t('The operation {0} has not ended.', numbers)
    : t('These operations have not ended: {0}.', numbers);
}
