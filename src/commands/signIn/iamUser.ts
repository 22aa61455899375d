import * as vscode from 'vscode';
import { type IamProject } from '../../api/iam/schemas';
import { askInTurn, BACK, type Back, pickOne, SKIPPED, type Step } from '../../ui/ask/quickInputs';
import { type Field, type SignInDialog } from './signInDialog';

const { t } = vscode.l10n;

/**
 * Asks for account, user and password. With MFA it also asks for the user id and a passcode, and never stores the password.
 * @returns BACK when the person goes back from the first question
 */
export function asIamUser(dialog: SignInDialog, { withMfa }: { withMfa: boolean }): Promise<Back | undefined> {
  return askInTurn(withMfa ? withSecondFactor(dialog) : withPassword(dialog));
}

function withPassword(dialog: SignInDialog): Step[] {
  const typed = { domain: '', user: '' };
  let isKept = false;
  return [
    ...dialog.fields(4, [
      ...whoFields(typed),
      {
        prompt: t('Password'),
        secret: true,
        attempt: (password, signal) => dialog.prove({ kind: 'iamUser', ...typed, password }, signal),
      },
    ]),
    dialog.chooseProject,
    async () => {
      const picked = await askHowLong(dialog);
      isKept = picked === true;
      return picked === BACK ? BACK : undefined;
    },
    () => dialog.keep({ password: isKept }),
  ];
}

function withSecondFactor(dialog: SignInDialog): Step[] {
  const typed = { domain: '', user: '' };
  let password = '';
  let userId = '';
  let chosen: IamProject | undefined;
  const fields: Field[] = [
    ...whoFields(typed),
    {
      prompt: t('Password'),
      secret: true,
      take: (text) => {
        password = text;
      },
    },
    {
      prompt: t('User ID of the IAM user'),
      get value() {
        return userId;
      },
      take: (text) => {
        userId = text;
      },
    },
    {
      prompt: t('Passcode that the MFA device shows'),
      secret: true,
      attempt: (text, signal) =>
        dialog.prove({ kind: 'iamUser', ...typed, password, mfa: { userId, passcode: text.trim() } }, signal),
    },
  ];
  const chooseProject: Step = async () => {
    chosen = undefined;
    if (dialog.choices.length === 0) {
      return SKIPPED;
    }
    const picked = await dialog.pickProject(dialog.choices);
    chosen = picked === BACK ? undefined : picked;
    return picked === BACK ? BACK : undefined;
  };
  /** Asks for another passcode: a token is for one project, and a passcode can be used for one token only. */
  const askAgain: Step = async () => {
    const choice = chosen;
    if (choice === undefined || dialog.isProven(choice)) {
      return SKIPPED;
    }
    const [ask] = dialog.fields(1, [
      {
        prompt: t('The next passcode, for the project {0}', choice.name),
        secret: true,
        attempt: (text, signal) => dialog.choose(choice, { passcode: text.trim(), signal }),
      },
    ]);
    return ask?.();
  };
  return [...dialog.fields(5, fields), chooseProject, askAgain, () => dialog.keep({ password: false })];
}

/** The questions about account and user. The texts stay when the person comes back to them. */
function whoFields(typed: { domain: string; user: string }): Field[] {
  return [
    {
      prompt: t('Account name'),
      get value() {
        return typed.domain;
      },
      take: (text) => {
        typed.domain = text;
      },
    },
    {
      prompt: t('User name of the IAM user'),
      get value() {
        return typed.user;
      },
      take: (text) => {
        typed.user = text;
      },
    },
  ];
}

/** @returns whether to store the password, or BACK */
const askHowLong = (dialog: SignInDialog): Promise<boolean | Back> =>
  pickOne({
    title: dialog.title,
    step: { number: 4, of: 4 },
    canGoBack: true,
    placeholder: t('How long do you want to stay signed in?'),
    items: [
      {
        label: t('Keep me signed in'),
        detail: t('Stores the password in the secret storage, to renew the token'),
        value: true,
      },
      {
        label: t('Only until the token expires'),
        detail: t('Stores the token only, for up to 24 hours'),
        value: false,
      },
    ],
  });
