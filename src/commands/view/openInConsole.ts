import * as vscode from 'vscode';
import { consoleUrl } from '../../config/regions';
import { type Command } from '../context';
import { configuredProject, pickProject } from '../meant/pickProject';

const { t } = vscode.l10n;

/** Opens the web console of the provider in the browser, at the region of a project. */
export const openInConsole: Command = async (context, ...args) => {
  const project = configuredProject(context, args) ?? (await pickProject(context, { title: t('Open in Console') }));
  // VS Code first asks whether to open the address. The command does not wait for the answer.
  void vscode.env.openExternal(vscode.Uri.parse(consoleUrl(project.region), true));
};
