import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Operation } from '../../model/operation';
import { BACK, pickOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { timeText } from '../../ui/words/timeText';
import { operationTitle } from '../../ui/words/words';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/** What a row of the view, or the summary at the end of an operation, calls a command with. */
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
 * @returns the operation that a command was called for, when it fits, else the one that a person picks of those that do
 * @throws CancellationError when the person closes the question, or none fits (which is told)
 */
export async function operationMeant(
  { operations }: CommandContext,
  [argument]: readonly unknown[],
  question: { readonly title: string; readonly none: string; readonly fits: (operation: Operation) => boolean },
): Promise<Operation> {
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
