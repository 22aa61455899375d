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

/** The objects that a sign-in uses. */
export interface SignInParts {
  readonly settings: Pick<Settings, 'projects' | 'updateProject'>;
  readonly sessions: Sessions;
  readonly log: Log;
}

/** One text to ask for. The dialog adds the title, the step and the way back. */
export interface Field extends Pick<TextQuestion, 'prompt' | 'value' | 'secret' | 'attempt'> {
  /** Gets the answer. */
  readonly take?: (text: string) => void;
}

/**
 * What a sign-in is for, and what happens at its end. Both functions return BACK when the person goes one question
 * back.
 */
export interface Purpose {
  readonly title: string;
  /**
   * Called when the cloud has accepted a credential. It is not stored yet. `password`: whether to store the password.
   */
  accepted(proof: AcceptedSignIn, options: { password: boolean }): Promise<Back | undefined>;
  /** Called when the sign-in of another account is to be used, with the chosen project. */
  shared(account: string, choice: IamProject | undefined): Promise<Back | undefined>;
}

/** One sign-in of one project: the questions that all ways share, and the proof that the cloud has accepted so far. */
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

  /**
   * @param of the number of steps that the boxes show
   * @returns the questions for these fields; an empty answer is not accepted
   */
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

  /** Lets the cloud check a credential. @returns the sentence for the box when it is not accepted, else undefined */
  prove(attempt: SignInAttempt, signal: AbortSignal): Promise<string | undefined> {
    return this.inPlace(async () => {
      this.proof = await this.parts.sessions.prove(this.project, attempt, signal);
    });
  }

  /** Asks for the project when the proof offers a choice. */
  readonly chooseProject: Step = async () => {
    const choices = this.proof?.choices ?? [];
    if (choices.length === 0) {
      return SKIPPED;
    }
    const picked = await this.pickProject(choices, (choice, signal) => this.choose(choice, { signal }));
    return picked === BACK ? BACK : undefined;
  };

  /** @param attempt tries the choice; the sentence that it returns is shown in the box, which then asks again */
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

  /** The projects to choose from; empty when there is no choice. */
  get choices(): readonly IamProject[] {
    return this.proof?.choices ?? [];
  }

  /** @returns whether the accepted proof is for this project already */
  isProven(choice: IamProject): boolean {
    return this.proof?.projectId === choice.id;
  }

  /** Proves the chosen project. @returns the sentence for the box when it is not accepted, else undefined */
  choose(choice: IamProject, options: { passcode?: string; signal: AbortSignal }): Promise<string | undefined> {
    return this.inPlace(async () => {
      if (this.proof) {
        this.proof = await this.parts.sessions.choose(this.project, this.proof, choice, options);
      }
    });
  }

  /** Ends the sign-in with the accepted proof. @returns BACK when the person goes one question back */
  async keep({ password }: { password: boolean }): Promise<Back | undefined> {
    return this.proof === undefined ? undefined : this.purpose.accepted(this.proof, { password });
  }

  /** Runs an attempt. @returns the sentence for the box when it throws, else undefined */
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
