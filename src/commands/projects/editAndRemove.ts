import * as vscode from 'vscode';
import { tell } from '../../ui/tell/tell';
import { SecretStoreError } from '../../auth/store/vault';
import { type Project } from '../../model/project';
import { type Command, type CommandContext } from '../context';
import { configuredProject, projectMeant, pickProject } from '../meant/pickProject';

const { t } = vscode.l10n;

/**
 * Opens the setting at the entry of a project. From the palette it asks for the project. The row of an invalid entry gives
 * its label instead of a project. Without any project it only opens the setting.
 */
export const editProject: Command = async (context, ...args) => {
  const named = projectMeant(context, args);
  const hasChoice = args.length === 0 && context.settings.projects().projects.length > 0;
  const name = hasChoice ? (await pickProject(context, { title: t('Edit Project') })).name : named;
  await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: 'cloudPhone.projects' },
  });
  const editor = vscode.window.activeTextEditor;
  if (name === undefined || !editor) {
    return;
  }
  const at = editor.document.getText().indexOf(JSON.stringify(name));
  if (at >= 0) {
    const position = editor.document.positionAt(at + 1);
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
  }
};

/** Removes a project from the setting, after a question. Deletes its stored sign-in unless another project uses it. */
export const removeProject: Command = async (context, ...args) => {
  const { settings, inventory } = context;
  const project = configuredProject(context, args) ?? (await pickProject(context, { title: t('Remove Project') }));
  const isShared = settings
    .projects()
    .projects.some((other) => other.name !== project.name && other.account === project.account);
  const remove = t('Remove');
  const detail = isShared
    ? t('The servers and instances in the cloud stay as they are. The sign-in stays too, other projects use it.')
    : t('The servers and instances in the cloud stay as they are. The stored sign-in is deleted.');
  if ((await tell.warn(t('Remove the project {0}?', project.name), { modal: true, detail }, remove)) !== remove) {
    throw new vscode.CancellationError();
  }
  if (!isShared) {
    await forgetSignIn(context, project);
  }
  await settings.removeProject(project.name);
  inventory.forget(project.name);
};

/**
 * Deletes the stored sign-in before the project is removed: afterwards no setting names its account. When the secret store
 * fails, asks whether to remove the project anyway.
 * @throws CancellationError when the person does not want that
 */
async function forgetSignIn({ sessions }: CommandContext, project: Project): Promise<void> {
  try {
    await sessions.signOut(project.account);
  } catch (error) {
    if (!(error instanceof SecretStoreError)) {
      throw error;
    }
    const remove = t('Remove All the Same');
    const message = t('The stored sign-in of {0} cannot be deleted.', project.name);
    const detail = t('{0} The project can be removed; what is stored stays in the keyring.', error.message);
    if ((await tell.warn(message, { modal: true, detail }, remove)) !== remove) {
      throw new vscode.CancellationError();
    }
  }
}
