import { forEachInParallel } from '../../base/inParallel';
import { ApiError, type ErrorKind } from '../../api/errors/errors';

/** After one of these the next question would meet the same fate. */
const ENDS_THE_ROUND = new Set<ErrorKind>(['auth', 'throttled', 'network', 'tls', 'timeout', 'redirect', 'foreign']);

/** @returns whether the cloud could not be asked at all */
export const endsTheRound = (error: unknown): boolean => error instanceof ApiError && ENDS_THE_ROUND.has(error.kind);

/**
 * Asks one question after the other. One that the cloud refuses does not keep the others from being asked.
 * @throws the first error, after the round or at once when going on makes no sense
 */
export async function askInTurn(questions: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: ApiError[] = [];
  for (const ask of questions) {
    await askOne(ask, errors);
  }
  throwFirst(errors);
}

/**
 * How many questions of one round may be under way: the default of cloudPhone.maxConcurrentRequests. Where the setting
 * allows fewer, the transport lets the others wait.
 */
export const LANES = 8;

/**
 * The same for questions that do not build on each other: the first one alone, to see whether the cloud can be asked at
 * all, then several at a time.
 * @throws the first error, when all that were under way have ended
 */
export async function askTogether(questions: readonly (() => Promise<void>)[]): Promise<void> {
  const [probe, ...others] = questions;
  if (probe === undefined) {
    return;
  }
  const errors: ApiError[] = [];
  const ask = (question: () => Promise<void>): Promise<void> => askOne(question, errors);
  await ask(probe);
  await forEachInParallel(others, LANES, ask);
  throwFirst(errors);
}

/** @throws what makes it senseless to ask the others; another error goes to the list */
async function askOne(question: () => Promise<void>, errors: ApiError[]): Promise<void> {
  try {
    await question();
  } catch (error) {
    // After any other error than the cloud's word on this question, the next one would meet the same fate.
    if (!(error instanceof ApiError) || endsTheRound(error)) {
      throw error;
    }
    errors.push(error);
  }
}

function throwFirst([error]: readonly ApiError[]): void {
  if (error !== undefined) {
    throw error;
  }
}
