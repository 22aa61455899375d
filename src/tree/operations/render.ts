import * as vscode from 'vscode';
import { type Result, type TargetState } from '../../model/operation';
import { type AnyOperation, canRetry, tallyOf } from '../../model/operationSummary';
import { COLOR } from '../../model/status';
import { VERBS } from '../../operations/verbs/registry';
import { KIND_WORDS } from '../../ui/words/kindWords';
import { possibleControls } from '../../model/operationControls';
import { hostWords, personWords } from '../../ui/words/rolloutWords';
import { plainText } from '../../ui/words/plainText';
import { inDigits, listed, RESULT_WORD } from '../../ui/words/words';
import { numberedTitle } from '../../ui/words/verbs/registry';
import { describe, icon } from '../common/iconAndDescription';
import { operationNodeId, type OperationsNode, type OperationTargetNode } from './operationsNodes';
import { agoWords, attentionIcon, needsSignIn, rolloutItem, waveItem } from './renderRollout';

const { t } = vscode.l10n;

/** The results that count as failed in an operation's row. So does `not sent` when the request could not be sent. */
const BAD: readonly Result[] = ['failed', 'rejected', 'timed out', 'unknown'];

/**
 * @param now milliseconds since the epoch
 * @param namesProject whether the row of an operation names its project: several are configured
 * @returns the row for VS Code, without its tooltip
 */
export function renderOperation(node: OperationsNode, now: number, namesProject = false): vscode.TreeItem {
  const item = itemOf(node, now, namesProject);
  item.id = operationNodeId(node);
  return item;
}

function itemOf(node: OperationsNode, now: number, namesProject: boolean): vscode.TreeItem {
  switch (node.kind) {
    case 'operation': {
      const { operation } = node;
      const { rollout, project } = operation;
      const named = namesProject ? project : undefined;
      return rollout === undefined ? operationItem(operation, now, named) : rolloutItem(operation, rollout, now, named);
    }
    case 'wave':
      return waveItem(node);
    case 'target':
      return targetItem(node);
  }
}

function operationItem(operation: AnyOperation, now: number, project: string | undefined): vscode.TreeItem {
  const { endedAt } = operation;
  const { counts, total, couldNotBeSent } = tallyOf(operation);
  const settled = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const bad = BAD.reduce((sum, result) => sum + counts[result], couldNotBeSent);
  const label = numberedTitle(operation);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  // A narrow sidebar cuts off the end, so the least important part comes last.
  item.description = describe(
    endedAt === undefined ? personWords(operation) : undefined,
    t('{0} of {1}', inDigits(settled), inDigits(total)),
    bad === 0 ? undefined : t('{0} failed', bad),
    endedAt === undefined ? hostWords(operation, now) : undefined,
    agoWords(operation, now),
    project,
  );
  item.iconPath = attentionIcon(operation) ?? operationIcon(endedAt !== undefined, bad > 0);
  const controls = possibleControls(operation).map((control) => ` can:${control}`);
  item.contextValue = `operation ${endedAt === undefined ? 'running' : 'ended'}${controls.join('')}${needsSignIn(operation) ? ' can:signIn' : ''}${canRetry(operation) ? ' can:retry' : ''}`;
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  return item;
}

function operationIcon(hasEnded: boolean, isBad: boolean): vscode.ThemeIcon {
  if (!hasEnded) {
    return icon('sync~spin', COLOR.warning);
  }
  return isBad ? icon('error', COLOR.bad) : icon('pass', COLOR.good);
}

const RESULT_ICON: Readonly<Record<Result, vscode.ThemeIcon>> = {
  succeeded: icon('pass', COLOR.good),
  failed: icon('error', COLOR.bad),
  rejected: icon('circle-slash', COLOR.bad),
  unverified: icon('question', COLOR.warning),
  'timed out': icon('watch', COLOR.warning),
  unknown: icon('question', COLOR.bad),
  'not sent': icon('debug-step-over', COLOR.faint),
};

function targetItem({ verb, target }: OperationTargetNode): vscode.TreeItem {
  const label = plainText(target.name === '' ? target.id : target.name);
  const item = new vscode.TreeItem(label);
  item.description = describe(targetWord(target), target.result === 'succeeded' ? undefined : target.code);
  item.iconPath = target.result === undefined ? waitingIcon(target) : RESULT_ICON[target.result];
  item.contextValue = 'target has:id';
  item.accessibilityInformation = { label: listed([KIND_WORDS[VERBS[verb].on].spoken(), label, item.description]) };
  return item;
}

/** @returns the result of a target in words; while it has none, that it runs or waits */
export function targetWord({ result, phase }: TargetState): string {
  if (result !== undefined) {
    return RESULT_WORD[result]();
  }
  return phase === 'sent' ? t('running') : t('waiting');
}

const waitingIcon = ({ phase }: TargetState): vscode.ThemeIcon =>
  phase === 'sent' ? icon('sync~spin', COLOR.warning) : icon('circle-outline');
