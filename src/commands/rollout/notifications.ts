import * as vscode from 'vscode';
import { type HoldReason, type Operation } from '../../model/operation';
import { isWhole, listSizes, tallyOf } from '../../model/operationSummary';
import { type OperationChange } from '../../operations/common/events';
import { type Operations } from '../../operations/operations';
import { listWords } from '../../ui/words/rolloutWords';
import { tell } from '../../ui/tell/tell';
import { listed, operationTitle } from '../../ui/words/words';
import { summarise, type Summarising } from '../act/summarise';

const { t } = vscode.l10n;

const interrupted = (title: string, number: number, project: string): string =>
  t('{0} #{1} in {2} was interrupted by a reload. Nothing more is sent until you resume it.', title, number, project);

/** What the notification says for each reason to wait for a person. */
const WAITS: Readonly<Record<HoldReason, (title: string, number: number, project: string, counts: string) => string>> =
  {
    canary: (title, number, project, counts) =>
      t('{0} #{1} in {2}: the canary is done ({3}). Let the other waves follow?', title, number, project, counts),
    unverified: (title, number, project, counts) =>
      t(
        '{0} #{1} in {2}: nothing failed, but not all of the wave could be verified ({3}). Let the other waves follow?',
        title,
        number,
        project,
        counts,
      ),
    signIn: (title, number, project) =>
      t('{0} #{1} in {2}: nobody is signed in. Sign in, then resume it.', title, number, project),
    sleep: (title, number, project) =>
      t(
        '{0} #{1} in {2} was interrupted while the machine slept. Nothing more is sent until you resume it.',
        title,
        number,
        project,
      ),
    reload: interrupted,
    paused: interrupted,
  };

interface Parts extends Summarising {
  readonly operations: Summarising['operations'] & Pick<Operations, 'isOwn' | 'promote' | 'resume' | 'cancel'>;
}

/**
 * The notifications of operations that wait for a person: after the canary, after a wave that could not be verified,
 * after a reload, a sleep or a lost sign-in. And one at the end of a rollout. Only the window that acts for the operation
 * shows them, and each one once.
 */
export class RolloutNotifications {
  /** The last known hold of each operation, by the number of the operation. */
  private readonly seen = new Map<number, HoldReason | undefined>();

  constructor(private readonly parts: Parts) {}

  /** Takes one event of the engine. */
  follow(change: OperationChange): void {
    const { kind, operation } = change;
    const { number, rollout } = operation;
    if (kind === 'removed' || !isWhole(operation) || !this.parts.operations.isOwn(number)) {
      this.seen.delete(number);
      return;
    }
    if (kind === 'done' && rollout !== undefined) {
      void summarise(this.parts, operation);
    }
    const why = operation.hold?.why;
    if (why === this.seen.get(number)) {
      return;
    }
    this.seen.set(number, why);
    // What a person has just paused needs no notification; what was found paused after a reload does.
    if (why !== undefined && (why !== 'paused' || kind === 'resumed')) {
      void this.ask(operation, why);
    }
  }

  private async ask(operation: Operation, why: HoldReason): Promise<void> {
    const { operations } = this.parts;
    const { number, project, hold } = operation;
    const isPromoted = why === 'canary' || why === 'unverified';
    const goOn = isPromoted ? t('Promote') : t('Resume');
    const stop = t('Stop');
    const show = t('Show');
    const counts = listed(listWords(listSizes(tallyOf(operation))));
    const message = WAITS[why](operationTitle(operation), number, project, counts);
    const choice = await tell.info(message, goOn, stop, show);
    if (choice === goOn && isPromoted) {
      operations.promote(number, hold);
    } else if (choice === goOn) {
      operations.resume(number, hold);
    } else if (choice === stop) {
      operations.cancel(number);
    } else if (choice === show) {
      await vscode.commands.executeCommand('cloudPhone.operations.focus');
    }
  }
}
