import * as vscode from 'vscode';
import {
  changedProjects,
  editProjects,
  type ProjectsChange,
  projectsHaveComments,
  projectsIn,
  takenNames,
} from '../../config/projectsText';
import { type Written } from '../settings';
import { tell } from '../tell/tell';
import { listed } from '../words/words';
import { firstSeen } from './firstSeen';
import { SettingsEditor } from './settingsEditor';

const { t } = vscode.l10n;

/** How long it takes at most until VS Code has read the saved file, in milliseconds. */
const PATIENCE_MS = 5000;

/** Why a change could not be written. */
type Fault = 'unsaved' | 'broken' | 'notSaved' | 'notOpened';

/** The changes, one after the other: two at once would edit the same text. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Writes a change of `cloudPhone.projects` into the settings file, and keeps its comments. What cannot be written is kept:
 * the person can mend the file and retry, or copy the entry.
 * @throws CancellationError when the person closes that message, Error when another project has the name of an entry to
 * add by now; nothing is written then
 */
export async function writeProjects(change: ProjectsChange): Promise<Written> {
  for (;;) {
    const attempt = last.then(() => tryToWrite(change));
    last = attempt.catch(() => undefined);
    const fault = await attempt;
    if (fault === undefined) {
      return 'written';
    }
    const retry = t('Save and Retry');
    const copy = t('Copy Entry');
    const text = change.kind === 'remove' ? undefined : entryText(change);
    const choice = await tell.warn(FAULTS[fault](stateOf(change)), retry, ...(text === undefined ? [] : [copy]));
    if (choice === undefined) {
      throw new vscode.CancellationError();
    }
    if (choice === copy && text !== undefined) {
      await vscode.env.clipboard.writeText(text);
      void tell.info(
        t('The entry is in the clipboard. Paste it into {0} in the settings file.', 'cloudPhone.projects'),
      );
      return 'copied';
    }
    await (await SettingsEditor.open())?.save();
  }
}

const FAULTS: Readonly<Record<Fault, (state: string) => string>> = {
  unsaved: (state) => t('The settings file has unsaved changes. {0}', state),
  broken: (state) => t('The settings file has a syntax error. Fix it first. {0}', state),
  notSaved: (state) => t('The settings file could not be saved. It may be read-only. {0}', state),
  notOpened: (state) => t('The settings file could not be opened. {0}', state),
};

function stateOf(change: ProjectsChange): string {
  switch (change.kind) {
    case 'add':
      return t('Not added yet: {0}.', listed(change.entries.map(({ name }) => name)));
    case 'remove':
      return t('Not removed yet: {0}.', change.project);
    case 'set':
      return t('Not written into the settings yet: {0}.', listed(Object.keys(change.fields)));
  }
}

function entryText(change: Exclude<ProjectsChange, { kind: 'remove' }>): string {
  if (change.kind === 'add') {
    return change.entries.map((entry) => JSON.stringify(entry, undefined, 2)).join(',\n');
  }
  return Object.entries(change.fields)
    .map(([field, value]) => `${JSON.stringify(field)}: ${JSON.stringify(value)}`)
    .join(',\n');
}

async function tryToWrite(change: ProjectsChange): Promise<Fault | undefined> {
  const file = await SettingsEditor.open();
  const hadComments = file === undefined ? isSet() : projectsHaveComments(file.text);
  const fault = file === undefined ? 'notOpened' : await writeInto(file, change);
  if (fault === undefined || fault === 'unsaved' || fault === 'broken') {
    return fault;
  }
  // VS Code writes the list as a whole, without its comments.
  return hadComments || !(await writeWhole(change)) ? fault : undefined;
}

async function writeInto(file: SettingsEditor, change: ProjectsChange): Promise<Fault | undefined> {
  if (file.isDirty) {
    return 'unsaved';
  }
  const edits = editProjects(file.text, change);
  if (edits === undefined) {
    return 'broken';
  }
  // The names were free when the person chose them. Since then another change or another window can have taken one.
  const taken = takenNames(projectsIn(file.text), change);
  const isWritten = taken.length === 0 && (await file.write(edits));
  const { text } = file;
  await file.close();
  if (taken.length > 0) {
    throw new Error(t('Another project is already named {0}.', listed(taken)));
  }
  if (!isWritten) {
    return 'notSaved';
  }
  await untilRead(projectsIn(text) ?? []);
  return undefined;
}

async function writeWhole(change: ProjectsChange): Promise<boolean> {
  try {
    const list = changedProjects(setting(), change);
    await configuration().update('projects', list, vscode.ConfigurationTarget.Global);
    return true;
  } catch {
    return false;
  }
}

const configuration = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('cloudPhone');

const setting = (): unknown => configuration().get('projects');

const isSet = (): boolean => configuration().inspect('projects')?.globalValue !== undefined;

/** Waits until VS Code has read the saved file: what follows uses the new list. */
async function untilRead(expected: unknown): Promise<void> {
  await firstSeen(
    vscode.workspace.onDidChangeConfiguration,
    // VS Code gives a proxy, which is deeply equal to nothing.
    () => JSON.stringify(setting()) === JSON.stringify(expected) || undefined,
    PATIENCE_MS,
  );
}
