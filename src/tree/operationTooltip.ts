import * as vscode from 'vscode';
import { countResults, RESULTS } from '../operations/summary';
import { inWords, listed, OPERATION_TITLE, RESULT_COUNT } from '../ui/words';
import { type OperationsNode } from './operationNodes';
import { targetWord } from './renderOperation';
import { fieldsTooltip } from './tooltip';

const { t } = vscode.l10n;

/** @returns every known field of an operation or a target; the cloud's texts are never read as Markdown. */
export function operationTooltip(node: OperationsNode): vscode.MarkdownString | undefined {
  if (node.kind === 'operation') {
    const { number, verb, project, requests, startedAt, endedAt } = node.operation;
    const counts = countResults(node.operation);
    return fieldsTooltip([
      [t('Operation'), `${OPERATION_TITLE[verb]()} #${number}`],
      [t('Project'), project],
      [t('Requests'), `${requests}`],
      [
        t('Results'),
        listed(RESULTS.filter((result) => counts[result] > 0).map((result) => RESULT_COUNT[result](counts[result]))),
      ],
      [t('Started'), time(startedAt)],
      [t('Ended'), time(endedAt)],
    ]);
  }
  const { target } = node;
  return fieldsTooltip([
    [t('Name'), target.name],
    [t('ID'), target.id],
    [t('User'), target.userId],
    [t('Result'), targetWord(target)],
    [t('Code'), target.code],
    [t('Text'), inWords(target.text ?? '')],
    [t('What to do'), inWords(target.advice ?? '')],
    [t('Permission to ask for'), target.iamAction],
    [t('Job'), target.jobId],
    [t('Request id'), target.requestId],
    [t('Sent'), time(target.sentAt)],
    [t('Settled'), time(target.settledAt)],
  ]);
}

const time = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toLocaleString();
