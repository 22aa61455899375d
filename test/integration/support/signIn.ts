import * as vscode from 'vscode';
import { type Cloud } from '../../cloud/cloud';
import { type WatchedWindow } from './window';

/** Runs Sign In for a project, answers its boxes in turn, and waits for its end. */
export async function signInBy(window: WatchedWindow, project: string, ...answers: readonly string[]): Promise<void> {
  const signingIn = vscode.commands.executeCommand('cloudPhone.signIn', { project });
  for (const answer of answers) {
    await window.type(answer);
  }
  await signingIn;
}

/** Signs a project in as an IAM user of its cloud. */
export async function signInAsUser(window: WatchedWindow, project: string, cloud: Cloud): Promise<void> {
  const { domain, user, password } = cloud.account;
  await signInBy(window, project, 'IAM user', domain, user, password, 'Only until the token expires');
}
