import * as vscode from 'vscode';
import { ApiError } from '../api/errors';
import { errorSentence } from './errorText';

const { t } = vscode.l10n;

/** Shows an error that answers a person's click, with the buttons that help. Resolves when it was answered. */
export async function notifyError(error: unknown): Promise<void> {
  const signIn = t('Sign In…');
  const settings = t('Edit Project');
  const output = t('Show Output');
  const kind = error instanceof ApiError ? error.kind : undefined;
  const help = kind === 'auth' ? [signIn] : kind === 'config' ? [settings] : [];
  const choice = await vscode.window.showErrorMessage(errorSentence(error), ...help, output);
  if (choice === signIn) {
    await vscode.commands.executeCommand('cloudPhone.signIn');
  } else if (choice === settings) {
    await vscode.commands.executeCommand('cloudPhone.editProject');
  } else if (choice === output) {
    await vscode.commands.executeCommand('cloudPhone.showOutput');
  }
}
