import * as vscode from 'vscode';
import { type Command } from '../context';

/** Opens the walkthrough in the active editor group. */
export const openWalkthrough: Command = async ({ extension }) => {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension}#cloudPhone.firstSteps`, false);
};
