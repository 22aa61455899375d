import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Operation } from '../../model/operation';
import { type AnyOperation, isWhole } from '../../model/operationSummary';
import { BACK, pickOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { timeText } from '../../ui/words/timeText';
import { operationTitle } from '../../ui/words/words';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/**
 * The arguments that name an operation: a row of the Operations view, or an object with the number of the operation.
 */
const numbered = v.looseObject({ number: v.number() });
const ARGUMENT = v.union([
  v.pipe(
    v.looseObject({ operation: numbered }),
    v.transform(({ operation }) => operation.number),
  ),
  v.pipe(
    numbered,
    v.transform(({ number }) => number),
  ),
]);

/**
 * @param question.none what is told when no operation fits
 * @param question.fits whether the command can be used on an operation
 * @returns the operation that the command was called for, if it fits; else the one that the person picks
 * @throws CancellationError when the person closes the question or no operation fits
 */
export async function pickOperation(
  { operations }: CommandContext,
  [argument]: readonly unknown[],
  question: { readonly title: string; readonly none: string; readonly fits: (operation: AnyOperation) => boolean },
): Promise<AnyOperation> {
  await operations.load();
  const fitting = operations.list().filter(question.fits);
  const named = v.safeParse(ARGUMENT, argument);
  if (named.success) {
    const meant = fitting.find(({ number }) => number === named.output);
    if (meant) {
      return meant;
    }
  }
  if (fitting.length === 0) {
    void tell.info(question.none);
    throw new vscode.CancellationError();
  }
  const items = fitting.map((operation) => ({
    label: `${operationTitle(operation)} #${operation.number}`,
    description: operation.project,
    detail: timeText(operation.startedAt, Date.now()),
    value: operation,
  }));
  const picked = await pickOne({ title: question.title, placeholder: t('Which operation?'), items });
  if (picked === BACK) {
    throw new vscode.CancellationError();
  }
  return picked;
}

/**
 * @param picked an operation as `pickOperation` gives it
 * @returns the whole operation
 * @throws CancellationError when it cannot be read; this is told
 */
export async function openPicked({ operations }: CommandContext, picked: AnyOperation): Promise<Operation> {
  const operation = isWhole(picked) ? picked : await operations.open(picked.number);
  if (operation === undefined) {
    void tell.error(t('The stored operation #{0} cannot be read.', picked.number));
    throw new vscode.CancellationError();
  }
  return operation;
}
