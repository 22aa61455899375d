import * as vscode from 'vscode';
import { shownLines, shownText } from '../words/plainText';

/** How a message is shown. */
interface TellOptions {
  readonly modal?: boolean;
  /**
   * The text below the message of a modal: one sentence, or several with a line each. A line break in a sentence
   * becomes a space.
   */
  readonly detail?: string | readonly string[];
}

type Kind = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';

/** Shows a message. @returns the button that was pressed; undefined when the message was closed */
interface Tell {
  (message: string, ...buttons: readonly string[]): Promise<string | undefined>;
  (message: string, options: TellOptions, ...buttons: readonly string[]): Promise<string | undefined>;
}

const showWith =
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
 * The only way to show a message outside of boxes and rows. A name from the cloud, a file or a setting cannot make a
 * link, a command, an icon or a line break in it. `eslint.config.js` forbids the functions of VS Code elsewhere. Apart
 * from that the functions work like those of `vscode.window`.
 */
export const tell = {
  info: showWith('showInformationMessage'),
  warn: showWith('showWarningMessage'),
  error: showWith('showErrorMessage'),

  /** Shows a message in the status bar for `ms` milliseconds. */
  status(message: string, ms: number): vscode.Disposable {
    return vscode.window.setStatusBarMessage(shownText(message), ms);
  },

  /**
   * Shows the progress of a task, in a notification or above a view. VS Code moves a closed notification to the status
   * bar.
   */
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
