import * as vscode from 'vscode';
import { omitUndefined } from '../../base/omitUndefined';
import { type IamProject } from '../../api/iam/schemas';
import { type AcceptedSignIn, type SignInAttempt } from '../../auth/signIn/attempt';
import { type Sessions } from '../../auth/sessions';
import { type Log } from '../../base/log';
import { type Project } from '../../model/project';
import { errorForLog, isCancelled, signInFault } from '../../ui/tell/errorText';
import { type Settings } from '../../ui/settings';
import { askText, BACK, type Back, pickOne, SKIPPED, type Step, type TextQuestion } from '../../ui/ask/quickInputs';

const { t } = vscode.l10n;

/** What signing in works with. */
export interface SignInParts {
  readonly settings: Pick<Settings, 'projects' | 'updateProject'>;
  readonly sessions: Sessions;
  readonly log: Log;
}

/** A text to ask for; everything else is the dialog's. */
export interface Field extends Pick<TextQuestion, 'prompt' | 'value' | 'secret' | 'attempt'> {
  readonly take?: (text: string) => void;
}

/** What a sign-in is for, and where it ends. Each end returns BACK when the person wants the question before again. */
export interface Purpose {
  readonly title: string;
  /** The cloud accepted a credential; nothing is stored yet. */
  accepted(proof: AcceptedSignIn, options: { password: boolean }): Promise<Back | undefined>;
  /** Another account's sign-in serves. */
  shared(account: string, choice: IamProject | undefined): Promise<Back | undefined>;
}

/** One sign-in of one project: what the cloud has accepted so far, and the questions that all ways share. */
export class SignInDialog {
  readonly title: string;
  private proof: AcceptedSignIn | undefined;

  constructor(
    readonly parts: SignInParts,
    readonly project: Project,
    readonly purpose: Purpose,
  ) {
    this.title = purpose.title;
  }

  /** @returns the questions for these fields, counted up to `of`; none may be left empty. */
  fields(of: number, fields: readonly Field[]): Step[] {
    return fields.map((field, index) => async () => {
      const { take, ...question } = field;
      const step = { number: index + 1, of };
      const answer = await askText({
        title: this.title,
        step,
        canGoBack: true,
        validate: required,
        ...question,
      });
      if (answer === BACK) {
        return BACK;
      }
      take?.(answer);
      return undefined;
    });
  }

  /** @returns what the cloud says against it, to be shown in place */
  prove(attempt: SignInAttempt, signal: AbortSignal): Promise<string | undefined> {
    return this.inPlace(async () => {
      this.proof = await this.parts.sessions.prove(this.project, attempt, signal);
    });
  }

  /** Asks which project is meant, where the setting has no id and the region has several. */
  readonly chooseProject: Step = async () => {
    const choices = this.proof?.choices ?? [];
    if (choices.length === 0) {
      return SKIPPED;
    }
    const picked = await this.pickProject(choices, (choice, signal) => this.choose(choice, { signal }));
    return picked === BACK ? BACK : undefined;
  };

  /** @param attempt what it returns is shown in place */
  pickProject(
    choices: readonly IamProject[],
    attempt?: (choice: IamProject, signal: AbortSignal) => Promise<string | undefined>,
  ): Promise<IamProject | Back> {
    const { region } = this.project;
    return pickOne({
      title: this.title,
      canGoBack: true,
      placeholder: t('Which project of {0}?', region),
      items: choices.map((choice) => ({
        label: choice.name,
        description: choice.name === region ? t('the region’s own') : '',
        detail: choice.id,
        value: choice,
      })),
      ...omitUndefined({ attempt }),
    });
  }

  /** The projects to choose from, when there is a choice. */
  get choices(): readonly IamProject[] {
    return this.proof?.choices ?? [];
  }

  /** Whether this is the project that the cloud has accepted already. */
  isProven(choice: IamProject): boolean {
    return this.proof?.projectId === choice.id;
  }

  /** @returns what the cloud says against it, to be shown in place */
  choose(choice: IamProject, options: { passcode?: string; signal: AbortSignal }): Promise<string | undefined> {
    return this.inPlace(async () => {
      if (this.proof) {
        this.proof = await this.parts.sessions.choose(this.project, this.proof, choice, options);
      }
    });
  }

  /** Ends with what was accepted. */
  async keep({ password }: { password: boolean }): Promise<Back | undefined> {
    return this.proof === undefined ? undefined : this.purpose.accepted(this.proof, { password });
  }

  /** What is thrown becomes a sentence. */
  async inPlace(work: () => Promise<void>): Promise<string | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      if (isCancelled(error)) {
        return t('Cancelled');
      }
      this.parts.log.warn(`sign-in of ${this.project.name} was not accepted: ${errorForLog(error)}`);
      return signInFault(error);
    }
  }
}

const required = (text: string): string | undefined =>
  text.trim() === '' ? t('This is needed to sign in.') : undefined;
