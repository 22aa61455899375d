import * as vscode from 'vscode';
import { REGIONS } from '../config/regions';
import { askInTurn, askText, BACK, pickOne } from '../ui/quickInputs';
import { projectMeant } from './argument';
import { SecretStoreError } from '../auth/vault';
import { type Project } from '../model/project';
import { type Command, type CommandContext } from './context';
import { pickProject } from './pickProject';

const { t } = vscode.l10n;

const NAME_LENGTH = 64;

/** Region, then name; then the sign-in of the new project. */
export const addProject: Command = async ({ settings }) => {
  const title = t('Add Project');
  let region = '';
  let name = '';
  const taken = new Set(settings.projects().projects.map((project) => project.name));
  await askInTurn([
    async () => {
      const items = Object.entries(REGIONS).map(([id, label]) => ({ label: id, description: label, value: id }));
      const picked = await pickOne({ title, placeholder: t('Region of the project'), items });
      if (picked === BACK) {
        return BACK;
      }
      region = picked;
      return undefined;
    },
    async () => {
      const typed = await askText({
        title,
        canGoBack: true,
        prompt: t('Name of the project in the sidebar'),
        value: freeName(region, taken),
        validate: (text) => whatIsWrongWithName(text, taken),
      });
      if (typed === BACK) {
        return BACK;
      }
      name = typed;
      return undefined;
    },
  ]);
  await settings.addProject({ name, region });
  await vscode.commands.executeCommand('cloudPhone.signIn', { project: name });
};

function freeName(region: string, taken: ReadonlySet<string>): string {
  let name = region;
  for (let n = 2; taken.has(name); n += 1) {
    name = `${region} ${n}`;
  }
  return name;
}

function whatIsWrongWithName(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '' || name.length > NAME_LENGTH) {
    return t('A name has 1 to {0} characters.', NAME_LENGTH);
  }
  return taken.has(name) ? t('Another project is already named {0}.', name) : undefined;
}

/** Opens the setting, at the project meant. */
export const editProject: Command = async (context, ...args) => {
  await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
    revealSetting: { key: 'cloudPhone.projects' },
  });
  const name = projectMeant(context, args);
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

/** Takes a project out of the setting, and the stored sign-in with it when no other project uses it. */
export const removeProject: Command = async (context, ...args) => {
  const { settings, inventory } = context;
  const named = projectMeant(context, args);
  const project =
    (named === undefined ? undefined : settings.project(named)) ??
    (await pickProject(context, { title: t('Remove Project') }));
  const isShared = settings
    .projects()
    .projects.some((other) => other.name !== project.name && other.account === project.account);
  const remove = t('Remove');
  const detail = isShared
    ? t('The servers and instances in the cloud stay as they are. The sign-in stays too, other projects use it.')
    : t('The servers and instances in the cloud stay as they are. The stored sign-in is deleted.');
  if (
    (await vscode.window.showWarningMessage(
      t('Remove the project {0}?', project.name),
      { modal: true, detail },
      remove,
    )) !== remove
  ) {
    throw new vscode.CancellationError();
  }
  if (!isShared) {
    await forgetSignIn(context, project);
  }
  await settings.removeProject(project.name);
  inventory.forget(project.name);
};

/** Before the project goes: afterwards nothing names the secret. A broken keyring keeps nobody from removing a project. */
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
    if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) {
      throw new vscode.CancellationError();
    }
  }
}
