import * as vscode from 'vscode';
import * as v from 'valibot';
import { type EntryPlace, offsetOfEntry } from '../../config/projectsText';
import { chooseOne } from '../../ui/ask/quickInputs';
import { confirmHarm } from '../../ui/ask/confirmHarm';
import { SettingsEditor } from '../../ui/settingsFile/settingsEditor';
import { inWords, listed } from '../../ui/words/words';
import { type Command, type CommandContext } from '../context';
import { clickedNode } from '../meant/clickedRow';
import { projectMeant } from '../meant/pickProject';
import { projectsSharing, runningIn, runningSentence } from '../signIn/usesOfAccount';

const { t } = vscode.l10n;

/** The argument that a row of an invalid entry passes: the place of what is wrong. */
const PLACE = v.looseObject({ path: v.string() });

/** The whole setting. */
const SETTING: EntryPlace = { path: '' };

/**
 * Opens the setting at the entry of a project, or at what is wrong with an entry. From the palette it asks for the entry.
 * Asks first when an operation of the project has not ended.
 */
export const editProject: Command = async (context, ...args) => {
  const name = projectMeant(context, args);
  const place =
    problemMeant(context, args) ?? (name === undefined ? await askForEntry(context, args) : { project: name });
  await askFirst(context, name ?? ('project' in place ? place.project : undefined));
  const file = await SettingsEditor.open();
  if (file === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'cloudPhone.projects');
    return;
  }
  const offset = offsetOfEntry(file.text, place);
  if (offset !== undefined) {
    file.reveal(offset);
  }
};

function problemMeant(context: CommandContext, args: readonly unknown[]): EntryPlace | undefined {
  const node = clickedNode(context, args);
  if (node?.kind === 'notice' && node.notice.kind === 'problem') {
    return { path: node.notice.problem.path };
  }
  const [named] = args;
  return v.is(PLACE, named) ? { path: named.path } : undefined;
}

/** @returns the chosen entry; the whole setting when it has none, or when the command was called for something else */
async function askForEntry({ settings }: CommandContext, args: readonly unknown[]): Promise<EntryPlace> {
  const { projects, problems } = settings.projects();
  const items: { label: string; description: string; value: EntryPlace }[] = [
    ...projects.map(({ name, region }) => ({ label: name, description: region, value: { project: name } })),
    ...problems
      .filter(({ project }) => project === undefined)
      .map(({ label, text, path }) => ({ label, description: inWords(text), value: { path } })),
  ];
  const [first] = items;
  if (first === undefined || args.length > 0) {
    return SETTING;
  }
  return items.length === 1
    ? first.value
    : chooseOne({ title: t('Edit Project'), placeholder: t('Which project?'), items });
}

/** @throws CancellationError when the person does not want to edit a project that is in use */
async function askFirst(context: CommandContext, project: string | undefined): Promise<void> {
  const running = project === undefined ? [] : await runningIn(context, [project]);
  if (project === undefined || running.length === 0) {
    return;
  }
  const configured = context.settings.project(project);
  const others = configured === undefined ? [] : projectsSharing(context, configured);
  await confirmHarm({
    message: t('Edit the project {0}?', project),
    detail: [
      runningSentence(running),
      t(
        'With another name, region, project ID, or endpoint, what was not sent yet is dropped, and results may stay unknown.',
      ),
      ...(others.length === 0 ? [] : [t('These projects share the sign-in: {0}.', listed(others))]),
    ],
    button: t('Edit'),
  });
}
