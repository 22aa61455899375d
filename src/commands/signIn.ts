import * as vscode from 'vscode';
import { type Proof, type SignInAttempt } from '../auth/sessions';
import { type Project } from '../model/project';
import { errorSentence, isCancelled } from '../ui/errorText';
import {
  askInTurn,
  askText,
  BACK,
  type Back,
  pickOne,
  type PickItem,
  type Step,
  type TextQuestion,
} from '../ui/quickInputs';
import { projectMeant } from './argument';
import { type Command, type CommandContext } from './context';
import { pickProject } from './pickProject';

const { t } = vscode.l10n;

type Way =
  { readonly kind: 'iamUser' } | { readonly kind: 'token' } | { readonly kind: 'sameAs'; readonly account: string };

/** Asks for a credential, has the cloud prove it, and only then stores it. */
export const signIn: Command = async (context, ...args) => {
  const named = projectMeant(context, args);
  const title = t('Sign In');
  const project =
    (named === undefined ? undefined : context.settings.project(named)) ?? (await pickProject(context, { title }));
  const flow = new SignIn(context, project);
  const outcome = await flow.run();
  if (outcome === BACK) {
    throw new vscode.CancellationError();
  }
};

/** One sign-in of one project: the answers given so far, and the questions still to ask. */
class SignIn {
  private readonly context: CommandContext;
  private readonly project: Project;
  private readonly title: string;
  private domain = '';
  private user = '';
  private proof: Proof | undefined;

  constructor(context: CommandContext, project: Project) {
    this.context = context;
    this.project = project;
    this.title = t('Sign In: {0}', project.name);
  }

  async run(): Promise<Back | undefined> {
    for (;;) {
      const way = await this.askWay();
      if (way === BACK || (await this.follow(way)) !== BACK) {
        return way === BACK ? BACK : undefined;
      }
    }
  }

  private async askWay(): Promise<Way | Back> {
    const items: PickItem<Way>[] = [
      { label: t('IAM user'), detail: t('Account name, user name and password'), value: { kind: 'iamUser' } },
      { label: t('Token'), detail: t('A token that you already have; it cannot be renewed'), value: { kind: 'token' } },
      ...(await this.otherAccounts()).map((account) => ({
        label: t('Same as {0}', account),
        value: { kind: 'sameAs', account } as const,
      })),
    ];
    return pickOne({ title: this.title, placeholder: t('How do you want to sign in?'), items });
  }

  private async otherAccounts(): Promise<readonly string[]> {
    const { settings, sessions } = this.context;
    const accounts = settings.projects().projects.map((project) => project.account);
    return sessions.signedInAccounts(
      [...new Set(accounts)].filter((account) => account !== this.project.account),
      this.project,
    );
  }

  private follow(way: Way): Promise<Back | undefined> {
    switch (way.kind) {
      case 'iamUser':
        return this.asIamUser();
      case 'token':
        return this.withToken();
      case 'sameAs':
        return this.sameAs(way.account);
    }
  }

  private async asIamUser(): Promise<Back | undefined> {
    const steps: Step[] = [
      () =>
        this.ask(
          { number: 1, of: 4 },
          { prompt: t('Account name'), value: this.domain, validate: required },
          (text) => {
            this.domain = text;
          },
        ),
      () =>
        this.ask(
          { number: 2, of: 4 },
          { prompt: t('User name of the IAM user'), value: this.user, validate: required },
          (text) => {
            this.user = text;
          },
        ),
      () =>
        this.ask(
          { number: 3, of: 4 },
          {
            prompt: t('Password'),
            secret: true,
            validate: required,
            attempt: (password, signal) =>
              this.prove({ kind: 'iamUser', domain: this.domain, user: this.user, password }, signal),
          },
        ),
      () => this.askHowLong(),
    ];
    return askInTurn(steps);
  }

  private async askHowLong(): Promise<Back | undefined> {
    const picked = await pickOne<boolean>({
      title: this.title,
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
    if (picked === BACK) {
      return BACK;
    }
    await this.keep(picked);
    return undefined;
  }

  private async withToken(): Promise<Back | undefined> {
    const asked = await this.ask(
      { number: 1, of: 1 },
      {
        prompt: t('Token'),
        secret: true,
        validate: required,
        attempt: (token, signal) => this.prove({ kind: 'token', token: token.trim() }, signal),
      },
    );
    if (asked !== BACK) {
      await this.keep(false);
    }
    return asked;
  }

  private async sameAs(account: string): Promise<undefined> {
    await this.context.settings.updateProject(this.project.name, { account });
    return undefined;
  }

  private async ask(
    step: { number: number; of: number },
    question: Pick<TextQuestion, 'prompt' | 'value' | 'secret' | 'validate' | 'attempt'>,
    take?: (text: string) => void,
  ): Promise<Back | undefined> {
    const answer = await askText({ title: this.title, step, canGoBack: true, ...question });
    if (answer === BACK) {
      return BACK;
    }
    take?.(answer);
    return undefined;
  }

  /** @returns what the cloud says against it, to be shown in place */
  private async prove(attempt: SignInAttempt, signal: AbortSignal): Promise<string | undefined> {
    try {
      this.proof = await this.context.sessions.prove(this.project, attempt, signal);
      return undefined;
    } catch (error) {
      if (isCancelled(error)) {
        return t('Cancelled');
      }
      this.context.log.warn(`sign-in of ${this.project.name} was not accepted: ${errorSentence(error)}`);
      return errorSentence(error);
    }
  }

  private async keep(password: boolean): Promise<void> {
    if (!this.proof) {
      return;
    }
    const { settings, sessions } = this.context;
    await sessions.keep(this.project, this.proof, { password });
    if (this.project.projectId === undefined) {
      await settings.updateProject(this.project.name, { projectId: this.proof.projectId });
    }
  }
}

const required = (text: string): string | undefined =>
  text.trim() === '' ? t('This is needed to sign in.') : undefined;
