import * as vscode from 'vscode';
import { type Operation } from '../../model/operation';
import { type StartedOperation } from '../../operations/operations';
import { tell } from '../../ui/tell/tell';
import { VERB_WORDS } from '../../ui/words/verbs/registry';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/**
 * Shows the progress of an operation: in the status bar while the Operations view is visible, which has a row for it; else
 * in a notification that can be cancelled. A cancel ends the targets that were not sent; the others are followed further.
 * @returns what resolves when the operation has ended or the person cancels
 */
export async function showProgress(context: CommandContext, started: StartedOperation): Promise<void> {
  const { number, project, verb, targets } = started.operation();
  const title = `${VERB_WORDS[verb].title()} #${number} ${project}`;
  const { Notification, Window } = vscode.ProgressLocation;
  const options = { location: context.operationsView.isVisible ? Window : Notification, title, cancellable: true };
  await tell.progress(options, async (progress, token) => {
    // A target for which nothing can be sent has settled already.
    let settled = targets.filter(({ phase }) => phase === 'settled').length;
    let shown = 0;
    progress.report({ message: t('{0} of {1}', settled, targets.length) });
    const listening = context.operations.onDidChange((change) => {
      if (change.kind !== 'target' || change.operation.number !== number || change.target.phase !== 'settled') {
        return;
      }
      settled += 1;
      const percent = Math.floor((settled * 100) / targets.length);
      if (percent > shown) {
        progress.report({ message: t('{0} of {1}', settled, targets.length), increment: percent - shown });
        shown = percent;
      }
    });
    const stopped = new Promise<void>((resolve) => {
      token.onCancellationRequested(() => {
        started.cancel();
        void askToStopWatching(context, started.operation(), title);
        resolve();
      });
    });
    await Promise.race([started.done, stopped]);
    listening.dispose();
  });
}

/** A cancel does not take back requests that were sent. Asks whether to stop following them. */
async function askToStopWatching(
  { operations }: CommandContext,
  { number, targets }: Operation,
  title: string,
): Promise<void> {
  const running = targets.filter(({ phase }) => phase === 'sent').length;
  if (running === 0) {
    return;
  }
  const stop = t('Stop Watching');
  const message =
    running === 1
      ? t('{0}: 1 target was already sent and continues in the cloud. Its result appears in the output.', title)
      : t(
          '{0}: {1} targets were already sent and continue in the cloud. Their results appear in the output.',
          title,
          running,
        );
  if ((await tell.info(message, stop)) === stop) {
    operations.stopWatching(number);
  }
}
