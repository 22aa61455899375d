import * as vscode from 'vscode';
import { tallyOf } from '../../model/operationSummary';
import { RESULTS } from '../../model/results';
import { durationText, timeText } from '../../ui/words/timeText';
import { inWords, listed, RESULT_COUNT } from '../../ui/words/words';
import { numberedTitle } from '../../ui/words/verbs/registry';
import { type OperationsNode } from './operationsNodes';
import { targetWord } from './render';
import { fieldsTooltip } from '../common/fieldsTooltip';

const { t } = vscode.l10n;

/**
 * @param now milliseconds since the epoch
 * @returns every known field of an operation or a target; undefined for a wave. Texts of the cloud are never read as
 * Markdown.
 */
export function operationTooltip(node: OperationsNode, now: number): vscode.MarkdownString | undefined {
  const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : timeText(at, now));
  if (node.kind === 'operation') {
    const { number, project, requests, startedAt, endedAt } = node.operation;
    const { counts } = tallyOf(node.operation);
    return fieldsTooltip(
      [
        [t('Operation'), numberedTitle(node.operation)],
        [t('Project'), project],
        [t('Requests'), `${requests}`],
        [
          t('Results'),
          listed(RESULTS.filter((result) => counts[result] > 0).map((result) => RESULT_COUNT[result](counts[result]))),
        ],
        [t('Started'), time(startedAt)],
        [t('Ended'), time(endedAt)],
        [t('Duration'), endedAt === undefined ? undefined : durationText(endedAt - startedAt)],
      ],
      [{ title: t('Copy Results as Text'), command: 'cloudPhone.copyOperation', argument: { number } }],
    );
  }
  if (node.kind === 'wave') {
    return undefined;
  }
  const { target } = node;
  return fieldsTooltip(
    [
      [t('Name'), target.name],
      [t('ID'), target.id],
      [t('User'), target.userId],
      [t('Result'), targetWord(target)],
      [t('Code'), target.code],
      [t('Message from the cloud'), inWords(target.text ?? '')],
      [t('What to do'), inWords(target.advice ?? '')],
      [t('Permission to ask for'), target.iamAction],
      [t('Job'), target.jobId],
      [t('Request ID'), target.requestId],
      [t('Sent'), time(target.sentAt)],
      [t('Settled'), time(target.settledAt)],
    ],
    [{ title: t('Copy ID'), command: 'cloudPhone.copyId', argument: { kind: 'target', target: { id: target.id } } }],
  );
}
