import * as vscode from 'vscode';
import { consoleUrl } from '../../config/regions';
import { configuredProject } from '../meant/nodes';
import { type Command } from '../context';
import { pickProject } from '../meant/project';

const { t } = vscode.l10n;

/** Opens the provider's own console in the browser, at the region of a row's project. */
export const openInConsole: Command = async (context, ...args) => {
  const project = configuredProject(context, args) ?? (await pickProject(context, { title: t('Open in Console') }));
  // VS Code asks first whether the address may be opened: the answer is nothing to wait for.
  void vscode.env.openExternal(vscode.Uri.parse(consoleUrl(project.region), true));
};
