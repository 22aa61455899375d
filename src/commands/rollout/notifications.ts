import * as vscode from 'vscode';
import { type Operation } from '../../model/operation';
import { type RolloutHold } from '../../model/rollout';
import { listsOf } from '../../model/rolloutTargets';
import { type OperationChange } from '../../operations/common/events';
import { type Operations } from '../../operations/operations';
import { listWords } from '../../ui/words/rolloutWords';
import { tell } from '../../ui/tell/tell';
import { listed, operationTitle } from '../../ui/words/words';
import { summarise, type Summarising } from '../act/summarise';

const { t } = vscode.l10n;

interface Parts extends Summarising {
  readonly operations: Summarising['operations'] & Pick<Operations, 'isOwn' | 'promote' | 'resume' | 'cancel'>;
}

/**
 * The notifications of a rollout: one when the canary is done, one after a reload, one at the end. Only the window that
 * acts for the rollout shows them, and each one once.
 */
export class RolloutNotifications {
  /** The last known hold of each rollout, by the number of the operation. */
  private readonly seen = new Map<number, RolloutHold | undefined>();

  constructor(private readonly parts: Parts) {}

  /** Takes one event of the engine. */
  follow(change: OperationChange): void {
    const { kind, operation } = change;
    const { number, rollout } = operation;
    if (rollout === undefined || kind === 'removed' || !this.parts.operations.isOwn(number)) {
      this.seen.delete(number);
      return;
    }
    if (kind === 'done') {
      void summarise(this.parts, operation);
    }
    const { hold } = rollout;
    if (hold === this.seen.get(number)) {
      return;
    }
    this.seen.set(number, hold);
    if (hold === 'canary' || hold === 'reload' || (hold === 'paused' && kind === 'resumed')) {
      void this.ask(operation, hold);
    }
  }

  private async ask(operation: Operation, hold: RolloutHold): Promise<void> {
    const { operations } = this.parts;
    const { number, project } = operation;
    const isCanary = hold === 'canary';
    const goOn = isCanary ? t('Promote') : t('Resume');
    const stop = t('Stop');
    const show = t('Show');
    const title = operationTitle(operation);
    const counts = listed(listWords(listsOf(operation)));
    const message = isCanary
      ? t('{0} #{1} in {2}: the canary is done ({3}). Let the other waves follow?', title, number, project, counts)
      : t(
          '{0} #{1} in {2} was interrupted by a reload. Nothing more is sent until you resume it.',
          title,
          number,
          project,
        );
    const choice = await tell.info(message, goOn, stop, show);
    if (choice === goOn && isCanary) {
      operations.promote(number);
    } else if (choice === goOn) {
      operations.resume(number);
    } else if (choice === stop) {
      operations.cancel(number);
    } else if (choice === show) {
      await vscode.commands.executeCommand('cloudPhone.operations.focus');
    }
  }
}
