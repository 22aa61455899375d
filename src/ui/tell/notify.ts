import * as vscode from 'vscode';
import { ApiError, type ErrorKind } from '../../api/errors/errors';
import { PlanRefused } from '../../operations/plan/guard';
import { errorSentence } from './errorText';
import { tell } from './tell';

const { t } = vscode.l10n;

/** What is known about the action that failed. */
export interface Circumstances {
  /** The name of its project. */
  readonly project?: string | undefined;
  /** Repeats the action. Absent when a repeat could act twice. */
  readonly retry?: () => void;
}

type Help = 'signIn' | 'editProject' | 'proxySettings' | 'timeoutSetting' | 'retry';

/** The buttons for each kind of error. "Show Output" always follows them. */
const HELP: Readonly<Record<ErrorKind, readonly Help[]>> = {
  auth: ['signIn'],
  forbidden: ['signIn'],
  notFound: ['retry'],
  refused: [],
  throttled: ['retry'],
  server: ['retry'],
  network: ['retry', 'proxySettings'],
  tls: ['proxySettings'],
  timeout: ['retry', 'timeoutSetting'],
  redirect: ['editProject'],
  badResponse: ['retry', 'editProject'],
  foreign: ['retry', 'proxySettings'],
  config: ['editProject'],
};

interface Button {
  readonly label: string;
  readonly press: () => unknown;
}

/**
 * Shows the error of an action of the person, with buttons that help. Resolves when the message is closed and the
 * button that was pressed has done its work.
 */
export async function notifyError(error: unknown, circumstances: Circumstances = {}): Promise<void> {
  const { project } = circumstances;
  const sentence = errorSentence(error);
  const text = project === undefined ? sentence : t('{0}: {1}', project, sentence);
  const buttons = buttonsFor(error, circumstances);
  const choice = await tell.error(text, ...buttons.map(({ label }) => label));
  await buttons.find(({ label }) => label === choice)?.press();
}

function buttonsFor(error: unknown, { project, retry }: Circumstances): readonly Button[] {
  const command = (id: string, ...args: unknown[]) => vscode.commands.executeCommand(id, ...args);
  const about = project === undefined ? [] : [{ project }];
  const openSettings = (query: string): Button => ({
    label: t('Open Settings'),
    press: () => command('workbench.action.openSettings', query),
  });
  const helps: Readonly<Record<Help, () => Button | undefined>> = {
    signIn: () => ({ label: t('Sign In…'), press: () => command('cloudPhone.signIn', ...about) }),
    editProject: () => ({ label: t('Edit Project'), press: () => command('cloudPhone.editProject', ...about) }),
    proxySettings: () => openSettings('http.proxy'),
    timeoutSetting: () => openSettings('cloudPhone.requestTimeoutSeconds'),
    retry: () => retry && { label: t('Retry'), press: retry },
  };
  const kinds = error instanceof ApiError ? HELP[error.kind] : [];
  return [
    ...(error instanceof PlanRefused ? [openSettings('cloudPhone.guard')] : []),
    ...kinds.map((help) => helps[help]()).filter((button) => button !== undefined),
    { label: t('Show Output'), press: () => command('cloudPhone.showOutput') },
  ];
}
