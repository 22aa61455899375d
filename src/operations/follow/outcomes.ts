import { omitUndefined } from '../../base/omitUndefined';
import { adviceFor } from '../../api/errors/codeSentences';
import { ApiError } from '../../api/errors/errors';
import { type TargetState } from '../../model/operation';
import { type MessageOrText, message, type Message } from '../../base/message';
import { type Job } from '../common/projectClients';
import { type Lost, type Outcome, type TakenBack } from '../common/verb';

/** The cloud goes on with it; only the watching ends. */
export const timedOut: Outcome = {
  result: 'timed out',
  text: message('did not end within the time limit; the cloud continues with it'),
};

/** A job row or an entry of an answer that says no: its code, its text, and what we advise. */
export function refusal(result: 'failed' | 'rejected', row: { code?: string; text?: string }): Outcome {
  const advice = row.code === undefined ? undefined : adviceFor(row.code);
  return omitUndefined({ result, code: row.code, text: row.text, advice });
}

/** @returns how a job ended, or nothing while it runs */
export function jobOutcome(job: Job): Outcome | undefined {
  switch (job.state) {
    case 'running':
      return undefined;
    case 'succeeded':
      return { result: 'succeeded' };
    case 'failed':
      return refusal('failed', job);
  }
}

/** Why a request went no further: the person stopped its operation before it left. */
export class Withdrawn extends Error {
  override readonly name = 'Withdrawn';
}

/**
 * A request failed as a whole: what that means for each of its targets. They are rejected only where the cloud said no,
 * and not sent only where the request never left; else nobody knows.
 */
export function requestOutcome(error: unknown): Outcome | Lost | TakenBack {
  if (error instanceof Withdrawn) {
    return { isTakenBack: true };
  }
  const said = saidBy(error);
  const why = error instanceof ApiError ? whyOf(error) : {};
  if (error instanceof ApiError && error.info.didNotRun === true) {
    return { result: error.info.cloudSaidNo === true ? 'rejected' : 'not sent', text: said, ...why };
  }
  return { ...why, lost: message('the response was lost ({0})', said) };
}

/** @returns what can be said in the end of one whose answer was lost, with what was seen of it instead */
export const unknown = ({ lost }: TargetState, seen: Message, howToCheck: Message): Outcome => ({
  result: 'unknown',
  text: lost === undefined ? seen : message('{0}: {1}', lost, seen),
  advice: howToCheck,
});

/** There was no way to send the request. */
export function notSent(error: unknown): Outcome {
  const why = error instanceof ApiError ? whyOf(error) : {};
  return { result: 'not sent', text: saidBy(error), ...why };
}

/** @returns why something failed: our own sentence, or whatever the error has to say */
function saidBy(error: unknown): MessageOrText {
  if (error instanceof ApiError) {
    return error.said;
  }
  return error instanceof Error ? error.message : String(error);
}

function whyOf({ info }: ApiError): Omit<Lost, 'lost'> {
  const { code, advice, requestId, iamAction } = info;
  return omitUndefined({ code, advice, requestId, iamAction });
}

/** @returns whether a request was not sent because nobody is signed in. The cloud did not say so: it was not asked. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.kind === 'auth' &&
  error.info.didNotRun === true &&
  error.info.cloudSaidNo !== true;
