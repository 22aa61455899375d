import * as vscode from 'vscode';
import * as v from 'valibot';
import { type Operation } from '../../model/operation';
import { type AnyOperation, isWhole } from '../../model/operationSummary';
import { chooseOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { timeText } from '../../ui/words/timeText';
import { numberedTitle } from '../../ui/words/verbs/registry';
import { type CommandContext } from '../context';
import { refuseMissingRow } from './clickedRow';

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

/** What a command asks for. */
interface Question {
  readonly title: string;
  /** Told when no operation fits. */
  readonly none: string;
  /** @returns whether the command can be used on an operation */
  readonly fits: (operation: AnyOperation) => boolean;
}

/**
 * For a command that acts on one operation.
 * @returns the operation that the command was called for; the one that the person picks when it was called for none
 * @throws CancellationError when the person closes the question or no operation fits; the latter is told
 */
export async function pickOperation(
  context: CommandContext,
  args: readonly unknown[],
  question: Question,
): Promise<AnyOperation> {
  const [first] = await pickOperations(context, args.slice(0, 1), question);
  return first;
}

/**
 * For a command that can act on several operations.
 * @param args the arguments of the command: `(clicked, selected)` from the tree, none from the palette
 * @returns the operations that the command was called for, as far as they fit; the one that the person picks when it was
 *   called for none
 * @throws CancellationError when the person closes the question or no operation fits; the latter is told
 */
export async function pickOperations(
  { operations }: CommandContext,
  args: readonly unknown[],
  { title, none, fits }: Question,
): Promise<readonly [AnyOperation, ...AnyOperation[]]> {
  refuseMissingRow(args);
  await operations.load();
  const numbers = numbersIn(args);
  const fitting = operations.list().filter(fits);
  const [first, ...others] = numbers.size === 0 ? fitting : fitting.filter(({ number }) => numbers.has(number));
  if (first === undefined) {
    const [only] = numbers;
    void tell.info(
      only === undefined || numbers.size > 1 ? none : t('That cannot be done with operation #{0} now.', only),
    );
    throw new vscode.CancellationError();
  }
  return numbers.size > 0 ? [first, ...others] : [await ask([first, ...others], title)];
}

/** VS Code passes the selected rows only when the clicked row is one of them. */
function numbersIn([clicked, selected]: readonly unknown[]): ReadonlySet<number> {
  const rows: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return new Set(
    rows.flatMap((row) => {
      const named = v.safeParse(ARGUMENT, row);
      return named.success ? [named.output] : [];
    }),
  );
}

async function ask(operations: readonly AnyOperation[], title: string): Promise<AnyOperation> {
  const items = operations.map((operation) => ({
    label: numberedTitle(operation),
    description: operation.project,
    detail: timeText(operation.startedAt, Date.now()),
    value: operation,
  }));
  return chooseOne({ title, placeholder: t('Which operation?'), items });
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
