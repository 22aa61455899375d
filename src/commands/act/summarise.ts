import * as vscode from 'vscode';
import { type Operation, type Result, type TargetState } from '../../model/operation';
import { type RolloutEnd } from '../../model/rollout';
import { couldNotBeSent } from '../../model/rolloutTargets';
import { type Operations } from '../../operations/operations';
import { countResults } from '../../model/results';
import { type OutputLog } from '../../ui/tell/log';
import { rolloutSummary } from '../../ui/words/rolloutWords';
import { tell } from '../../ui/tell/tell';
import { listed, RESULT_COUNT } from '../../ui/words/words';
import { operationTitle } from '../../ui/words/verbs/registry';

const { t } = vscode.l10n;

/** The objects that `summarise` uses. */
export interface Summarising {
  readonly operations: Pick<Operations, 'retryable' | 'unsureOf'>;
  readonly log: Pick<OutputLog, 'show'>;
}

/** Whether a result needs no attention. */
const IS_GOOD: Record<Result, boolean> = {
  succeeded: true,
  unverified: true,
  failed: false,
  rejected: false,
  'timed out': false,
  unknown: false,
  'not sent': true,
};

/**
 * Shows one notification at the end of an operation. When not all is well, it offers Retry if a target can be retried.
 */
export async function summarise(context: Summarising, operation: Operation): Promise<void> {
  const message = summary(operation);
  const output = t('Show Output');
  if (isGood(operation)) {
    if ((await tell.info(message, output)) === output) {
      context.log.show();
    }
    return;
  }
  const { operations } = context;
  const canRetry = operations.retryable(operation).length + operations.unsureOf(operation).length > 0;
  const retry = t('Retry Failed');
  const choice = await tell.warn(message, output, ...(canRetry ? [retry] : []));
  if (choice === output) {
    context.log.show();
  } else if (choice === retry) {
    await vscode.commands.executeCommand('cloudPhone.retryFailed', { number: operation.number });
  }
}

/**
 * A rollout that ended early without the person's request is not good. A target whose request could not be sent is not
 * good either, unless the person stopped the rollout.
 */
function isGood({ targets, rollout }: Operation): boolean {
  const isExpectedEnd = rollout === undefined || EXPECTED_ENDS.has(rollout.end);
  const hadTheirTurn = rollout === undefined || rollout.end === 'finished';
  const isWell = (target: TargetState): boolean =>
    target.result !== undefined && IS_GOOD[target.result] && !(hadTheirTurn && couldNotBeSent(target));
  return isExpectedEnd && targets.every(isWell);
}

/** The ends that need no attention: all waves had their turn, or the person stopped the rollout. */
const EXPECTED_ENDS: ReadonlySet<RolloutEnd | undefined> = new Set(['finished', 'stopped', 'stoppedAfterWave']);

function summary(operation: Operation): string {
  const { rollout, project } = operation;
  if (rollout !== undefined) {
    return t('{0} in {1}: {2}', operationTitle(operation), project, rolloutSummary(operation, rollout));
  }
  const counts = countResults(operation);
  const parts = (Object.keys(RESULT_COUNT) as Result[])
    .filter((result) => counts[result] > 0)
    .map((result) => RESULT_COUNT[result](counts[result]));
  return t('{0} in {1}: {2}', operationTitle(operation), project, listed(parts));
}
