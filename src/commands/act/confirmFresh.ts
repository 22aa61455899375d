import * as vscode from 'vscode';
import { type Plan } from '../../model/plan';
import { tell } from '../../ui/tell/tell';
import { confirm } from './confirm';
import { type CommandContext } from '../context';
import { erases } from '../meant/targets';

const { t } = vscode.l10n;

/** What erases trusts no row that was read longer ago than this. */
const FRESH_MS = 60_000;

/** Plans that a person wants, and what was typed for them. */
export interface Confirmed {
  readonly plans: readonly Plan[];
  readonly typed: readonly string[];
}

/**
 * Asks about plans until the answer is about what is so now. A question can stay open for hours: what erases is read once
 * more then, and asked about again where something is different.
 * @param make reads, and makes the plans
 * @param isOpen the plans are in an editor already
 * @throws PlanRefused when the engine would refuse them
 * @throws CancellationError when the person does not want it, or nothing is left of the plans: nothing has been sent
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

/** Neither a clock that is put back nor a machine that sleeps makes a time shorter. */
function stopwatch(): () => number {
  const wall = Date.now();
  const steady = performance.now();
  return () => Math.max(Math.abs(Date.now() - wall), performance.now() - steady);
}

const isSame = (before: readonly Plan[], now: readonly Plan[]): boolean => factsOf(before) === factsOf(now);

/** What a person was told of the targets. */
const factsOf = (plans: readonly Plan[]): string =>
  JSON.stringify(
    plans.map(({ project, targets }) => [
      project,
      targets.map(({ id, userId, isLoggedIn }) => [id, userId, isLoggedIn]),
    ]),
  );
