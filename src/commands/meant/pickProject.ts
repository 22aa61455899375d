import * as vscode from 'vscode';
import { type Project } from '../../model/project';
import { BACK, pickOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/**
 * Asks for a project. When only one fits, it is taken without a question.
 * @param question.fits whether a project can be chosen; all can without it
 * @throws CancellationError when the person closes the question or no project fits; the latter is told
 */
export async function pickProject(
  { settings }: CommandContext,
  question: { readonly title: string; readonly fits?: (project: Project) => boolean },
): Promise<Project> {
  const projects = settings.projects().projects.filter(question.fits ?? (() => true));
  const [first] = projects;
  if (first === undefined) {
    await offerToAdd();
    throw new vscode.CancellationError();
  }
  if (projects.length === 1) {
    return first;
  }
  const picked = await pickOne({
    title: question.title,
    placeholder: t('Which project?'),
    items: projects.map((project) => ({ label: project.name, description: project.region, value: project })),
  });
  if (picked === BACK) {
    throw new vscode.CancellationError();
  }
  return picked;
}

async function offerToAdd(): Promise<void> {
  const add = t('Add Project…');
  const choice = await tell.info(t('No project of this kind is configured.'), add);
  if (choice === add) {
    await vscode.commands.executeCommand('cloudPhone.addProject');
  }
}
