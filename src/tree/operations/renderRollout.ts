import * as vscode from 'vscode';
import { type AnyOperation, canRetry, listSizes, type ListSizes, tallyOf } from '../../model/operationSummary';
import { type Rollout } from '../../model/rollout';
import { targetsOfWave } from '../../model/rolloutTargets';
import { possibleControls } from '../../model/operationControls';
import { COLOR } from '../../model/status';
import { badWords, hostWords, listWords, personWords, rolloutState, waveWords } from '../../ui/words/rolloutWords';
import { agoText } from '../../ui/words/timeText';
import { inDigits } from '../../ui/words/words';
import { numberedTitle } from '../../ui/words/verbs/registry';
import { describe, icon } from '../common/iconAndDescription';
import { type WaveNode } from './operationsNodes';

const { t } = vscode.l10n;

/**
 * @param now milliseconds since the epoch
 * @param project the name of its project, where the row names it
 * @returns the row of a rollout: its progress, its state, its wave
 */
export function rolloutItem(
  operation: AnyOperation,
  rollout: Rollout,
  now: number,
  project: string | undefined,
): vscode.TreeItem {
  const { endedAt } = operation;
  const tally = tallyOf(operation);
  const sizes = listSizes(tally);
  const title = numberedTitle(operation);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Collapsed);
  const isOver = rollout.step === 'over';
  const person = isOver ? undefined : personWords(operation);
  // A narrow sidebar cuts off the end, so the least important part comes last.
  item.description = describe(
    person,
    ...(isOver
      ? listWords(sizes)
      : [t('{0} of {1}', inDigits(tally.total - sizes.open), inDigits(tally.total)), ...badWords(sizes)]),
    person === undefined ? (hostWords(operation, now) ?? rolloutState(operation, rollout, now)) : undefined,
    isOver ? undefined : waveWords(rollout),
    agoWords(operation, now),
    project,
  );
  item.iconPath = attentionIcon(operation) ?? rolloutIcon(rollout, sizes, endedAt !== undefined);
  const steps = possibleControls(operation).map((control) => ` can:${control}`);
  item.contextValue = `operation rolling ${endedAt === undefined ? 'running' : 'ended'}${steps.join('')}${needsSignIn(operation) ? ' can:signIn' : ''}${canRetry(operation) ? ' can:retry' : ''}`;
  item.accessibilityInformation = { label: `${title}, ${item.description}` };
  return item;
}

/** @returns how long ago an operation ended, or began while it runs */
export const agoWords = ({ startedAt, endedAt }: AnyOperation, now: number): string =>
  agoText(endedAt ?? startedAt, now);

/** @returns the icon of an operation that waits for a person; undefined for one that does not */
export function attentionIcon({ hold, waitsForSignIn }: AnyOperation): vscode.ThemeIcon | undefined {
  if (hold === undefined) {
    return waitsForSignIn === true ? icon('bell-dot', COLOR.warning) : undefined;
  }
  return icon(hold.why === 'paused' ? 'debug-pause' : 'bell-dot', COLOR.warning);
}

/** @returns whether a sign-in lets an operation go on */
export const needsSignIn = ({ hold, waitsForSignIn }: AnyOperation): boolean =>
  waitsForSignIn === true || hold?.why === 'signIn';

function rolloutIcon({ end }: Rollout, sizes: ListSizes, hasEnded: boolean): vscode.ThemeIcon {
  if (!hasEnded) {
    return icon('sync~spin', COLOR.warning);
  }
  const bad = badIcon(sizes);
  if (bad !== undefined) {
    return bad;
  }
  return end === 'finished' ? icon('pass', COLOR.good) : icon('circle-slash', COLOR.warning);
}

/** @returns the icon of what failed, or was not verified; undefined when there is nothing of both */
function badIcon({ failed, unproved }: ListSizes): vscode.ThemeIcon | undefined {
  if (failed > 0) {
    return icon('error', COLOR.bad);
  }
  return unproved > 0 ? icon('question', COLOR.warning) : undefined;
}

/** @returns the row of a wave: the counts of its lists, or that it waits for its turn */
export function waveItem({ operation, rollout, wave }: WaveNode): vscode.TreeItem {
  const tally = tallyOf({ ...operation, targets: targetsOfWave(operation, wave) });
  const isCanary = wave === 0 && rollout.policy.asksAfterFirst;
  const label = isCanary ? t('Wave {0}, the canary', wave + 1) : t('Wave {0}', wave + 1);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const sizes = listSizes(tally);
  const isOpen = sizes.open > 0;
  const isUnderWay = isOpen && wave === rollout.wave && rollout.step === 'acting';
  item.description = describe(
    isUnderWay ? t('under way') : isOpen ? t('waiting') : undefined,
    ...(isOpen && sizes.open === tally.total ? [t('targets: {0}', tally.total)] : listWords(sizes)),
    isOpen && sizes.open < tally.total ? t('{0} left', sizes.open) : undefined,
  );
  item.iconPath = waveIcon(isUnderWay, sizes);
  item.contextValue = 'wave';
  item.accessibilityInformation = { label: `${label}, ${item.description}` };
  return item;
}

function waveIcon(isUnderWay: boolean, sizes: ListSizes): vscode.ThemeIcon {
  if (isUnderWay) {
    return icon('sync~spin', COLOR.warning);
  }
  if (sizes.open > 0) {
    return icon('circle-outline');
  }
  return badIcon(sizes) ?? (sizes.succeeded === 0 ? icon('debug-step-over', COLOR.faint) : icon('pass', COLOR.good));
}
