import * as vscode from 'vscode';
import { shownLines, shownText } from '../words/plainText';

/** How a message is shown. */
interface TellOptions {
  readonly modal?: boolean;
  /** What stands below the message of a modal: one sentence, or one a line. A line break inside of one is none. */
  readonly detail?: string | readonly string[];
}

type Kind = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';

interface Tell {
  (message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  (message: string, options: TellOptions, ...buttons: readonly string[]): Promise<string | undefined>;
}

const through =
  (kind: Kind): Tell =>
  async (message: string, ...rest: readonly (string | TellOptions)[]): Promise<string | undefined> => {
    const buttons = rest.filter((part) => typeof part === 'string');
    const shown = buttons.map(shownText);
    const choice = await vscode.window[kind](shownText(message), optionsIn(rest), ...shown);
    return choice === undefined ? undefined : buttons[shown.indexOf(choice)];
  };

function optionsIn([first]: readonly (string | TellOptions)[]): vscode.MessageOptions {
  if (typeof first !== 'object') {
    return {};
  }
  const { modal = false, detail } = first;
  return { modal, ...(detail === undefined ? {} : { detail: shownLines(detail) }) };
}

/**
 * The only way to say something to a person outside of boxes and rows: names that a cloud, a file or a setting chose
 * make no link, no command, no icon and no line of their own in it. The lint forbids the ways around
 * (eslint.config.js). The functions are those of `vscode.window` in all else.
 */
export const tell = {
  info: through('showInformationMessage'),
  warn: through('showWarningMessage'),
  error: through('showErrorMessage'),

  /** Says in the status bar for a while what was done. */
  status(message: string, ms: number): vscode.Disposable {
    return vscode.window.setStatusBarMessage(shownText(message), ms);
  },

  /** Shows that something goes on, in a notification or above a view. A notification that is closed goes on in the status bar. */
  progress<T>(
    options: vscode.ProgressOptions,
    task: (
      progress: vscode.Progress<{ message?: string; increment?: number }>,
      token: vscode.CancellationToken,
    ) => Thenable<T>,
  ): Thenable<T> {
    const { title, ...others } = options;
    const shown = title === undefined ? others : { ...others, title: shownText(title) };
    return vscode.window.withProgress(shown, (progress, token) =>
      task(
        {
          report: ({ message, ...step }) => {
            progress.report(message === undefined ? step : { ...step, message: shownText(message) });
          },
        },
        token,
      ),
    );
  },
} as const;
