import * as vscode from 'vscode';
import { type Clock, type Timer } from '../../base/clock';
import { type HoldReason, type Operation } from '../../model/operation';
import { isWhole, listSizes, tallyOf } from '../../model/operationSummary';
import { type OperationChange } from '../../operations/common/events';
import { type Operations } from '../../operations/operations';
import { listWords, waitingWords } from '../../ui/words/rolloutWords';
import { tell } from '../../ui/tell/tell';
import { listed, shortened } from '../../ui/words/words';
import { operationTitle } from '../../ui/words/verbs/registry';
import { summarise, type Summarising } from '../act/summarise';

const { t } = vscode.l10n;

/** Operations that are taken over at the start of VS Code come one after the other, with this pause at the most. */
const TOGETHER_MS = 500;

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
      t('{0} #{1} in {2}: you are not signed in. Sign in, then resume it.', title, number, project),
    sleep: (title, number, project) =>
      t(
        '{0} #{1} in {2} was interrupted while the machine slept. Nothing more is sent until you resume it.',
        title,
        number,
        project,
      ),
    reload: (title, number, project) =>
      t(
        '{0} #{1} in {2} was interrupted by a reload. Nothing more is sent until you resume it.',
        title,
        number,
        project,
      ),
    paused: (title, number, project) =>
      t('{0} #{1} in {2} is paused. Nothing more is sent until you resume it.', title, number, project),
  };

interface Parts extends Summarising {
  readonly operations: Summarising['operations'] & Pick<Operations, 'isOwn'>;
  readonly clock: Clock;
  /** Runs a command, which asks what it has to ask and tells its own errors. */
  readonly run: (command: string, ...args: readonly object[]) => void;
}

/**
 * The notifications of operations that wait for a person: after the canary, after a wave that could not be verified,
 * after a reload, a sleep or a lost sign-in. One for what was left unfinished when VS Code or a window closed. And one
 * at the end of a rollout. Only the window that acts for the operation shows them, and each one once.
 */
export class RolloutNotifications implements vscode.Disposable {
  /** The last known hold of each operation, by the number of the operation. */
  private readonly seen = new Map<number, HoldReason | undefined>();
  /** The operations that were just taken over, and were not told yet. */
  private readonly takenOver = new Map<number, Operation>();
  private telling: Timer | undefined;

  constructor(private readonly parts: Parts) {}

  /** Takes one event of the engine. */
  follow(change: OperationChange): void {
    const { kind, operation } = change;
    const { number, rollout } = operation;
    if (kind === 'removed' || !isWhole(operation) || !this.parts.operations.isOwn(number)) {
      this.seen.delete(number);
      this.takenOver.delete(number);
      return;
    }
    if (kind === 'done' && rollout !== undefined) {
      void summarise(this.parts, operation);
    }
    const why = operation.hold?.why;
    const isNew = why !== this.seen.get(number);
    this.seen.set(number, why);
    if (kind === 'resumed' || this.takenOver.has(number)) {
      this.tellLater(operation);
    } else if (isNew && why !== undefined && why !== 'paused') {
      // What a person has just paused needs no notification.
      void this.ask(operation, why);
    }
  }

  dispose(): void {
    this.telling?.cancel();
  }

  private tellLater(operation: Operation): void {
    if (operation.endedAt !== undefined) {
      this.takenOver.delete(operation.number);
      return;
    }
    this.takenOver.set(operation.number, operation);
    this.telling ??= this.parts.clock.setTimeout(() => {
      this.telling = undefined;
      this.tellTakenOver([...this.takenOver.values()]);
      this.takenOver.clear();
    }, TOGETHER_MS);
  }

  /** One that waits for a person is asked about; several are listed. */
  private tellTakenOver(operations: readonly Operation[]): void {
    const [first] = operations;
    const why = first?.hold?.why;
    if (first !== undefined && why !== undefined && operations.length === 1) {
      void this.ask(first, why);
    } else if (first !== undefined) {
      void this.list(operations);
    }
  }

  private async list(operations: readonly Operation[]): Promise<void> {
    const now = this.parts.clock.now();
    const names = operations.map((operation) =>
      t(
        '{0} #{1} in {2} ({3})',
        operationTitle(operation),
        operation.number,
        operation.project,
        waitingWords(operation, now) ?? t('what was sent is followed'),
      ),
    );
    const show = t('Show Operations');
    const all = listed(shortened(names));
    const message =
      names.length === 1
        ? t('This operation was left unfinished: {0}.', all)
        : t('These operations were left unfinished: {0}.', all);
    if ((await tell.info(message, show)) === show) {
      this.parts.run('cloudPhone.operations.focus');
    }
  }

  private async ask(operation: Operation, why: HoldReason): Promise<void> {
    const { run } = this.parts;
    const { number, project, hold: seen } = operation;
    const isPromoted = why === 'canary' || why === 'unverified';
    const goOn = isPromoted ? t('Promote') : t('Resume');
    const stop = t('Stop');
    const show = t('Show Operations');
    const signIn = t('Sign In…');
    const counts = listed(listWords(listSizes(tallyOf(operation))));
    const message = WAITS[why](operationTitle(operation), number, project, counts);
    const choice = await tell.info(message, ...(why === 'signIn' ? [signIn] : []), goOn, stop, show);
    if (choice === goOn) {
      run(isPromoted ? 'cloudPhone.promoteRollout' : 'cloudPhone.resumeRollout', { number, seen });
    } else if (choice === stop) {
      run('cloudPhone.stopRollout', { number });
    } else if (choice === show) {
      run('cloudPhone.operations.focus');
    } else if (choice === signIn) {
      run('cloudPhone.signIn', { project });
    }
  }
}
