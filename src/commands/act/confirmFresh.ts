import * as vscode from 'vscode';
import { type Plan, withTargets } from '../../model/plan';
import { tell } from '../../ui/tell/tell';
import { confirm, type ConfirmOptions } from './confirm';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/** An answer that comes within this time, in milliseconds, is about fresh rows, whatever the setting says. */
const SHORTEST_MS = 60_000;

/** Plans that the person confirmed, and the phrases that were typed for them. */
export interface Confirmed {
  readonly plans: readonly Plan[];
  readonly typed: readonly string[];
}

/** @param includesProtected the answer to the question about protected targets, where it was given already */
export type MakePlans = (includesProtected?: boolean) => Promise<readonly Plan[]>;

/**
 * Asks about plans until the answer is about fresh rows. A question can stay open for hours. When it was open for longer
 * than `cloudPhone.freshSeconds`, the plans are made again. If they changed, the question is asked again.
 * @param make reads the rows and makes the plans
 * @throws PlanRefused when the engine would refuse one of the plans
 * @throws CancellationError when the person cancels, no target is left, or reading again takes too long
 */
export async function confirmFresh(
  context: CommandContext,
  make: MakePlans,
  options: ConfirmOptions = {},
): Promise<Confirmed> {
  const freshMs = Math.max(context.settings.freshMs(), SHORTEST_MS);
  let age = stopwatch();
  let plans = await make();
  for (;;) {
    const typed = await confirm(context, plans, options);
    if (age() <= freshMs) {
      return { plans, typed };
    }
    age = stopwatch();
    const now = await make(haveProtected(plans));
    if (age() > freshMs) {
      void tell.warn(t('Reading the rows again took too long. Nothing was sent.'));
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

/** @returns whether protected targets are in the plans */
export const haveProtected = (plans: readonly Plan[]): boolean =>
  plans.some(({ demands }) => demands.some(({ why }) => why === 'protected'));

/** @returns whether the plans say the same of the same targets, in the same waves and the same place */
export const isSame = (before: readonly Plan[], now: readonly Plan[]): boolean =>
  factsOf(before) === factsOf(now) && !hasOtherPhones(before, now);

/** The facts that the person was told. */
const factsOf = (plans: readonly Plan[]): string =>
  JSON.stringify(
    withTargets(plans).map(({ verb, project, host, projectId, waves, mostDown, targets, demands }) => [
      [verb, project, host, projectId, waves, mostDown],
      targets.map(({ id, name, userId, isLoggedIn, isUnread, confirmed }) => [
        [id, name, userId, isLoggedIn, isUnread],
        [confirmed?.runningStatus, confirmed?.isAssigned, confirmed?.status],
      ]),
      demands.map(({ why, phrase }) => [why, phrase]),
    ]),
  );

/** A list of phones that has become old is no news: only other numbers are. */
function hasOtherPhones(before: readonly Plan[], now: readonly Plan[]): boolean {
  const phonesNow = phonesIn(now);
  return phonesIn(before).some((phones, place) => phones !== undefined && phones !== (phonesNow[place] ?? phones));
}

/** @returns the phones of each target, as text */
const phonesIn = (plans: readonly Plan[]): readonly (string | undefined)[] =>
  plans.flatMap(({ targets }) => targets.map(({ phones }) => phones && JSON.stringify(phones)));
