import * as vscode from 'vscode';
import { erases } from '../../operations/verbs/registry';
import { type OperationControl } from '../../model/operationControls';
import { type AnyOperation, isWhole } from '../../model/operationSummary';
import { startOfWave } from '../../model/rolloutTargets';
import { confirmHarm, type HarmQuestion } from '../../ui/ask/confirmHarm';
import { operationTitle } from '../../ui/words/verbs/registry';

const { t } = vscode.l10n;

/** The question before a control. */
interface Question {
  readonly one: (title: string, number: number, project: string) => string;
  /** Absent where it is used on one operation at a time. */
  readonly many?: (count: number) => string;
  /** What it does to the targets that wait. */
  readonly effect: (targets: number) => string;
  /** What else a person has to know. */
  readonly also: () => string;
  readonly button: () => string;
}

const STOP: Question = {
  one: (title, number, project) => t('Stop {0} #{1} in {2}?', title, number, project),
  many: (count) => t('Stop {0} operations?', count),
  effect: (targets) =>
    targets === 0
      ? t('What has not left yet will not be sent.')
      : targets === 1
        ? t('1 target will not be sent.')
        : t('{0} targets will not be sent.', targets),
  also: () => t('What was sent is followed to its end. This cannot be taken back.'),
  button: () => t('Stop'),
};

const STOP_AFTER_WAVE: Question = {
  one: (title, number, project) => t('After this wave, stop {0} #{1} in {2}?', title, number, project),
  effect: (targets) =>
    targets === 1
      ? t('1 target of later waves will not be sent.')
      : t('{0} targets of later waves will not be sent.', targets),
  also: () => t('The wave under way goes on to its end. This cannot be taken back.'),
  button: () => t('Stop After This Wave'),
};

const PROMOTE: Question = {
  one: (title, number, project) => t('Promote {0} #{1} in {2}?', title, number, project),
  effect: (targets) =>
    targets === 1
      ? t('The other waves follow, with 1 target.')
      : t('The other waves follow, with {0} targets.', targets),
  also: () => t('What was sent cannot be taken back.'),
  button: () => t('Promote'),
};

const RESUME_ERASING: Question = {
  one: (title, number, project) => t('Resume {0} #{1} in {2}?', title, number, project),
  many: (count) => t('Resume {0} operations?', count),
  effect: (targets) =>
    targets === 1
      ? t('1 target will be sent. The user’s data on it will be erased for good.')
      : t('{0} targets will be sent. The users’ data on them will be erased for good.', targets),
  also: () => t('What was sent cannot be taken back.'),
  button: () => t('Resume and Erase'),
};

/** @returns the question before a control; undefined for what can be taken back */
function questionFor(control: OperationControl, operations: readonly AnyOperation[]): Question | undefined {
  switch (control) {
    case 'stop':
      return STOP;
    case 'stopAfterWave':
      return STOP_AFTER_WAVE;
    case 'promote':
      return PROMOTE;
    case 'resume':
      return operations.some(({ verb }) => erases(verb)) ? RESUME_ERASING : undefined;
    case 'pause':
      return undefined;
  }
}

/**
 * Asks before a control that cannot be taken back: Stop, Promote, and Resume of an operation that erases.
 * @param operations at least one
 * @throws CancellationError when the person does not agree
 */
export async function confirmControl(control: OperationControl, operations: readonly AnyOperation[]): Promise<void> {
  const question = controlQuestion(control, operations);
  if (question !== undefined) {
    await confirmHarm(question);
  }
}

/** @returns the question of `confirmControl`; undefined where it asks nothing */
export function controlQuestion(
  control: OperationControl,
  operations: readonly AnyOperation[],
): HarmQuestion | undefined {
  const question = questionFor(control, operations);
  const [first] = operations;
  if (question === undefined || first === undefined) {
    return undefined;
  }
  const targets = operations.reduce((sum, operation) => sum + affected(control, operation), 0);
  const { many } = question;
  const isOne = operations.length === 1 || many === undefined;
  const message = isOne ? question.one(operationTitle(first), first.number, first.project) : many(operations.length);
  const names = operations.map((one) => t('{0} #{1} in {2}', operationTitle(one), one.number, one.project));
  const detail = [...(isOne ? [] : names), question.effect(targets), question.also()];
  return { message, detail, button: question.button() };
}

/** @returns how many targets of an operation wait, and are sent or not sent because of the control */
function affected(control: OperationControl, operation: AnyOperation): number {
  if (!isWhole(operation) || (control === 'resume' && !erases(operation.verb))) {
    return 0;
  }
  const { targets, rollout, throttledUntil } = operation;
  const goesOn =
    control === 'stopAfterWave' && rollout !== undefined ? startOfWave(rollout.waves, rollout.wave + 1) : 0;
  // While the cloud throttles, a request without an answer is recorded and has not left.
  const isHeldBack = control === 'stop' && throttledUntil !== undefined;
  return targets
    .slice(goesOn)
    .filter(
      ({ phase, answeredAt }) => phase === 'waiting' || (isHeldBack && phase === 'sent' && answeredAt === undefined),
    ).length;
}
