import * as vscode from 'vscode';
import { BACK, type Back, pickOne, type PickItem } from '../../ui/ask/quickInputs';
import { byAccessKey } from './accessKey';
import { asIamUser } from './iamUser';
import { reuseSignIn } from './reuseSignIn';
import { type SignInDialog } from './signInDialog';
import { byToken } from './token';

const { t } = vscode.l10n;

/** One way to sign in. */
export interface SignInMethod {
  /** Runs before the questions of the way. @returns a sentence when the way cannot be taken; it is shown in the box */
  readonly prepare?: (signal: AbortSignal) => Promise<string | undefined>;
  /** Asks the questions. @returns BACK when the person wants another way */
  readonly follow: () => Promise<Back | undefined>;
}

/**
 * Asks how to sign in, and asks the questions of that way.
 * @param beside further items; with them the question has a way back
 * @returns BACK when the person goes one question back
 * @throws CancellationError when the person closes a question
 */
export async function askForMethod(
  dialog: SignInDialog,
  beside: readonly PickItem<SignInMethod>[] = [],
): Promise<Back | undefined> {
  const items = [...(await methodsOf(dialog)), ...beside];
  for (;;) {
    const way = await pickOne<SignInMethod>({
      title: dialog.title,
      placeholder: t('How do you want to sign in?'),
      items,
      canGoBack: beside.length > 0,
      attempt: (picked, signal) => picked.prepare?.(signal) ?? Promise.resolve(undefined),
    });
    if (way === BACK) {
      return BACK;
    }
    if ((await way.follow()) !== BACK) {
      return undefined;
    }
  }
}

async function methodsOf(dialog: SignInDialog): Promise<PickItem<SignInMethod>[]> {
  const accounts = await otherAccounts(dialog);
  return [
    {
      label: t('Access key (recommended)'),
      detail: t('Access key ID and secret access key; each request is signed'),
      value: { follow: () => byAccessKey(dialog) },
    },
    {
      label: t('IAM user'),
      detail: t('Account name, user name and password'),
      value: { follow: () => asIamUser(dialog, { withMfa: false }) },
    },
    {
      label: t('IAM user with MFA'),
      detail: t('The same, and what the MFA device shows; the password is not stored'),
      value: { follow: () => asIamUser(dialog, { withMfa: true }) },
    },
    {
      label: t('Token'),
      detail: t('A token that you already have; it cannot be renewed'),
      value: { follow: () => byToken(dialog) },
    },
    ...accounts.map((account) => ({ label: t('Same as {0}', account), value: reuseSignIn(dialog, account) })),
  ];
}

/**
 * @returns the signed-in accounts that can serve the project. The project's own account is among them only while the
 * setting has no project id: then one of its projects can be chosen.
 */
async function otherAccounts({ parts, project }: SignInDialog): Promise<readonly string[]> {
  const { settings, sessions } = parts;
  const accounts = settings.projects().projects.map(({ account }) => account);
  const isOther = (account: string): boolean => account !== project.account || project.projectId === undefined;
  return sessions.signedInAccounts(accounts.filter(isOther), project);
}
