import { meaningOf } from '../errors/codeFacts';
import { isOfAsker } from '../errors/codeFamilies';
import { type FailedAnswer, isAboutAsker } from './fromCloud';

/**
 * Depends on the status and the code together. HTTP 429 says that the request did not run, also when it comes from a
 * proxy. In case of doubt the request may have run, and a request that acts is not repeated.
 * @returns whether the response says that the request did not run
 */
export function surelyDidNotRun(answer: FailedAnswer): boolean {
  const { status, code } = answer;
  if (status === 429) {
    return true;
  }
  const ran = code === undefined ? undefined : meaningOf(code)?.ran;
  if (isAboutAsker(answer)) {
    return ran !== 'maybe';
  }
  const isOfService = code !== undefined && !isOfAsker(code);
  const isFitting = (status >= 400 && status <= 499) || (status <= 299 && isOfService);
  return isFitting && ran === 'no';
}
