import { meaningOf } from '../errors/codeFacts';
import { isOfAsker } from '../errors/codeFamilies';
import { type ErrorKind } from '../errors/errors';
import { type FailedAnswer, isAboutAsker, isFromCloud } from './fromCloud';

/** @returns of which kind the failure is. That depends on who responded, and on the status and the code together. */
export function errorKind(answer: FailedAnswer): ErrorKind {
  const { status, code } = answer;
  if (status === 429) {
    return 'throttled';
  }
  if (status >= 300 && status <= 399) {
    return 'redirect';
  }
  if (!isFromCloud(answer)) {
    // A 5xx without a code can come from the cloud as well as from a proxy. In both cases the request may have run.
    return status >= 500 ? 'server' : 'foreign';
  }
  const byCode = code === undefined ? undefined : meaningOf(code)?.kind;
  if (byCode !== undefined && (byCode !== 'auth' || isAboutAsker(answer))) {
    return byCode;
  }
  if (byCode === undefined && status === 401 && isAboutAsker(answer)) {
    return 'auth';
  }
  // The service itself was refused by IAM while it worked on the request. The credential of the sign-in is valid.
  if (byCode === 'auth' && (status <= 299 || status >= 500)) {
    return 'server';
  }
  return KIND_OF_STATUS[status] ?? (status >= 500 && !isDescribedRefusal(code) ? 'server' : 'refused');
}

/** The kinds of responses of the cloud that have no kind by their code. */
const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = { 403: 'forbidden', 404: 'notFound', 408: 'timeout' };

/** Whether a code is a documented refusal by a service. The API pages list such refusals under HTTP 500 too. */
const isDescribedRefusal = (code: string | undefined): boolean =>
  code !== undefined && meaningOf(code)?.ran === 'no' && !isOfAsker(code);
