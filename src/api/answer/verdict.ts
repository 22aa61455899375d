import { meaningOf } from '../errors/codeFacts';
import { isOfAsker, isOfCloud } from '../errors/codeFamilies';
import { type ErrorKind } from '../errors/errors';

/** What is known of a failed response, as far as decisions depend on it. */
export interface Facts {
  /** The HTTP status. */
  readonly status: number;
  /** The canonical code of the failure; undefined when there is none. */
  readonly code: string | undefined;
  /** true when `error_code` is "0" in spite of the status. */
  readonly saysSuccess: boolean;
  /** true when the request was one to IAM and the body has the error object of IAM. */
  readonly isOfIam: boolean;
}

/** The judgement on a failed response. */
export interface Verdict {
  readonly kind: ErrorKind;
  /** true when the response says that the request did not run. */
  readonly cloudSaidNo: boolean;
}

/**
 * Judges a failed response: of which kind the failure is, and whether the request surely did not run. Both depend on
 * the status and the code together. In case of doubt the request may have run, and a request that acts is not repeated.
 */
export function judge(facts: Facts): Verdict {
  return { kind: kindOf(facts), cloudSaidNo: saidNo(facts) };
}

/** Whether the response comes from the cloud, and not from a proxy, a firewall or the sign-in page of a network. */
const isClouds = ({ status, code, saysSuccess, isOfIam }: Facts): boolean =>
  // Other JSON APIs have `"error_code": 0` too. Under HTTP 401 and 403 it does not show that the cloud responded.
  (saysSuccess && status !== 401 && status !== 403) || isOfIam || (code !== undefined && isOfCloud(code));

/** Whether the gateway or IAM, which check credentials and permissions, responded with HTTP 401 or 403. */
const isAboutAsker = ({ status, code, isOfIam }: Facts): boolean =>
  (status === 401 || status === 403) && (isOfIam || (code !== undefined && isOfAsker(code)));

function kindOf(facts: Facts): ErrorKind {
  const { status, code } = facts;
  if (status === 429) {
    return 'throttled';
  }
  if (status >= 300 && status <= 399) {
    return 'redirect';
  }
  if (!isClouds(facts)) {
    // A 5xx without a code can come from the cloud as well as from a proxy. In both cases the request may have run.
    return status >= 500 ? 'server' : 'foreign';
  }
  const byCode = code === undefined ? undefined : meaningOf(code)?.kind;
  if (byCode !== undefined && (byCode !== 'auth' || isAboutAsker(facts))) {
    return byCode;
  }
  if (byCode === undefined && status === 401 && isAboutAsker(facts)) {
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

/** Whether the response says that the request did not run. HTTP 429 says it, also when it comes from a proxy. */
function saidNo(facts: Facts): boolean {
  const { status, code } = facts;
  if (status === 429) {
    return true;
  }
  const ran = code === undefined ? undefined : meaningOf(code)?.ran;
  if (isAboutAsker(facts)) {
    return ran !== 'maybe';
  }
  const isOfService = code !== undefined && !isOfAsker(code);
  const isFitting = (status >= 400 && status <= 499) || (status <= 299 && isOfService);
  return isFitting && ran === 'no';
}
