import * as vscode from 'vscode';
import { erases } from '../../model/erases';
import { type Plan } from '../../model/plan';
import { tell } from '../../ui/tell/tell';
import { confirm } from './confirm';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/** A verb that erases acts only on rows that were read within this time, in milliseconds. */
const FRESH_MS = 60_000;

/** Plans that the person confirmed, and the phrases that were typed for them. */
export interface Confirmed {
  readonly plans: readonly Plan[];
  readonly typed: readonly string[];
}

/**
 * Asks about plans until the answer is about fresh rows. A question can stay open for hours. For a verb that erases, the
 * rows are read again after one minute. If a target, its user or its login changed, the question is asked again.
 * @param make reads the rows and makes the plans
 * @param isOpen whether the plans are open in an editor already
 * @throws PlanRefused when the engine would refuse one of the plans
 * @throws CancellationError when the person cancels, no target is left, or reading again takes more than a minute
 */
export async function confirmFresh(
  context: CommandContext,
  make: () => Promise<readonly Plan[]>,
  isOpen = false,
): Promise<Confirmed> {
  let age = stopwatch();
  let plans = await make();
  for (;;) {
    const typed = await confirm(context, plans, isOpen);
    if (age() <= FRESH_MS || !plans.some(({ verb }) => erases(verb))) {
      return { plans, typed };
    }
    age = stopwatch();
    const now = await make();
    if (age() > FRESH_MS) {
      void tell.warn(t('Reading the rows again took more than a minute. Nothing was sent.'));
      throw new vscode.CancellationError();
    }
    if (isSame(plans, now)) {
      return { plans: now, typed };
    }
    void tell.info(t('Something changed while the question was open. Read it again.'));
    plans = now;
  }
}

/**
 * @returns a function that gives the milliseconds since now: the larger one of wall clock and monotonic clock. So neither
 * a clock that is put back nor a machine that slept makes the time shorter.
 */
function stopwatch(): () => number {
  const wall = Date.now();
  const steady = performance.now();
  return () => Math.max(Math.abs(Date.now() - wall), performance.now() - steady);
}

const isSame = (before: readonly Plan[], now: readonly Plan[]): boolean => factsOf(before) === factsOf(now);

/** The facts about the targets that the question told the person. */
const factsOf = (plans: readonly Plan[]): string =>
  JSON.stringify(
    plans.map(({ project, targets }) => [
      project,
      targets.map(({ id, userId, isLoggedIn }) => [id, userId, isLoggedIn]),
    ]),
  );
