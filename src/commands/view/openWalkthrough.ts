import * as vscode from 'vscode';
import { type Command } from '../context';

/** Opens the first steps, in the editor's place. */
export const openWalkthrough: Command = async ({ extension }) => {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension}#cloudPhone.firstSteps`, false);
};
