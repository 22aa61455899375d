import * as vscode from 'vscode';
import { type Operation, type TargetState } from '../../model/operation';
import { targetsOfWave } from '../../model/rolloutTargets';
import { asCsv, asText, targetsAsText } from '../../operations/output/textAndCsv';
import { type OperationsNode } from '../../tree/operations/operationsNodes';
import { tell } from '../../ui/tell/tell';
import { listed, shortened } from '../../ui/words/words';
import { numberedTitle } from '../../ui/words/verbs/registry';
import { type Command, type CommandContext } from '../context';
import { isKeyed } from '../meant/clickedRow';
import { openPicked, pickOperations } from '../meant/pickOperation';

const { t } = vscode.l10n;

/** How long the status bar tells what was copied, in milliseconds. */
const SHOWN_MS = 3000;

/**
 * Copies the results of operations as text. With the key it copies the selected rows: of waves and of targets only their
 * own results.
 */
export const copyOperation: Command = async (context, ...args) => {
  if (!isKeyed(args)) {
    const operations = await meant(context, args);
    await copy(operations, operations.map(asText));
    return;
  }
  const nodes = context.operationsView.selection;
  if (nodes.length === 0) {
    tell.status(t('No row of the Operations view is selected.'), SHOWN_MS);
    return;
  }
  const operations = await operationsOf(context, nodes);
  const texts = operations.map((operation) => selectedText(operation, nodes));
  await copy(operations, texts);
};

/** Copies the results of operations as CSV, with one line of names. */
export const copyOperationAsCsv: Command = async (context, ...args) => {
  const operations = await meant(context, args);
  await copy(operations, [asCsv(operations)]);
};

async function copy(operations: readonly Operation[], texts: readonly string[]): Promise<void> {
  await vscode.env.clipboard.writeText(texts.join('\n\n'));
  tell.status(t('Copied: {0}', listed(shortened(operations.map(numberedTitle)))), SHOWN_MS);
}

async function meant(context: CommandContext, args: readonly unknown[]): Promise<readonly Operation[]> {
  const picked = await pickOperations(context, args, {
    title: t('Copy which operation?'),
    none: t('There is no operation yet.'),
    fits: () => true,
  });
  return Promise.all(picked.map((one) => openPicked(context, one)));
}

/** @returns the operations that the rows belong to */
async function operationsOf(context: CommandContext, nodes: readonly OperationsNode[]): Promise<readonly Operation[]> {
  const numbers = new Set(nodes.map(numberOf));
  const known = context.operations.list().filter(({ number }) => numbers.has(number));
  return Promise.all(known.map((one) => openPicked(context, one)));
}

const numberOf = (node: OperationsNode): number => (node.kind === 'operation' ? node.operation.number : node.number);

/** @returns the results of the selected rows of an operation; all when its own row is selected */
function selectedText(operation: Operation, nodes: readonly OperationsNode[]): string {
  const own = nodes.filter((node) => numberOf(node) === operation.number);
  if (own.some(({ kind }) => kind === 'operation')) {
    return asText(operation);
  }
  const chosen = new Set(own.flatMap((node) => targetsOf(operation, node)));
  return targetsAsText(
    operation,
    operation.targets.filter((target) => chosen.has(target)),
  );
}

const targetsOf = (operation: Operation, node: OperationsNode): readonly TargetState[] =>
  node.kind === 'wave'
    ? targetsOfWave(operation, node.wave)
    : node.kind === 'target'
      ? operation.targets.slice(node.place, node.place + 1)
      : operation.targets;
