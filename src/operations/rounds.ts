import { ApiError, type ErrorKind } from '../api/errors';

/** After one of these the next question would meet the same fate. */
const ENDS_THE_ROUND: ReadonlySet<ErrorKind> = new Set(['auth', 'throttled', 'network', 'tls', 'timeout', 'redirect']);

/** @returns whether the cloud could not be asked at all */
export const endsTheRound = (error: unknown): boolean => error instanceof ApiError && ENDS_THE_ROUND.has(error.kind);

/**
 * Asks one question after the other. One that the cloud refuses does not keep the others from being asked.
 * @throws the first error, after the round or at once when going on makes no sense
 */
export async function askInTurn(questions: readonly (() => Promise<void>)[]): Promise<void> {
  let first: ApiError | undefined;
  for (const ask of questions) {
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || endsTheRound(error)) {
        throw error;
      }
      first ??= error;
    }
  }
  if (first !== undefined) {
    throw first;
  }
}
