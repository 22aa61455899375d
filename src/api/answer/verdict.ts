import { meaningOf } from '../errors/catalogue';
import { isOfAsker, isOfCloud } from '../errors/codes';
import { type ErrorKind } from '../errors/errors';

/** What a failed answer says, as far as decisions hang on it. The texts for people are no part of it. */
export interface Facts {
  readonly status: number;
  /** The canonical code, unless it says success. */
  readonly code: string | undefined;
  /** `error_code` is "0", under a status that says otherwise. */
  readonly saysSuccess: boolean;
  /** IAM's own host answers with its error object. */
  readonly isOfIam: boolean;
}

export interface Verdict {
  readonly kind: ErrorKind;
  /** The cloud says that the request did not run. */
  readonly cloudSaidNo: boolean;
}

/**
 * Judges a failed answer: who gave it, what kind of failure it is, and whether the request surely did not run. Status
 * and code are looked at together. When in doubt it may have run: then a request that acts is never sent again.
 */
export function judge(facts: Facts): Verdict {
  return { kind: kindOf(facts), cloudSaidNo: saidNo(facts) };
}

/** Whether the cloud gave the answer, and not a proxy, a firewall or the sign-in page of a network on the way. */
const isClouds = ({ status, code, saysSuccess, isOfIam }: Facts): boolean =>
  // Other JSON APIs say `"error_code": 0` too: under a refusal it is no word of the cloud.
  (saysSuccess && status !== 401 && status !== 403) || isOfIam || (code !== undefined && isOfCloud(code));

/** 401 and 403 in the words of those who look at the credential: the gateway and IAM. */
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
    // A 5xx without a code comes from the cloud's own machines as often as from a proxy, and is as open.
    return status >= 500 ? 'server' : 'foreign';
  }
  const byCode = code === undefined ? undefined : meaningOf(code)?.kind;
  if (byCode !== undefined && (byCode !== 'auth' || isAboutAsker(facts))) {
    return byCode;
  }
  if (byCode === undefined && status === 401 && isAboutAsker(facts)) {
    return 'auth';
  }
  // Another service was refused by IAM while it served the request: the sign-in is not at fault.
  if (byCode === 'auth' && (status <= 299 || status >= 500)) {
    return 'server';
  }
  return KIND_OF_STATUS[status] ?? (status >= 500 && !isDescribedRefusal(code) ? 'server' : 'refused');
}

const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = { 403: 'forbidden', 404: 'notFound', 408: 'timeout' };

/** The API pages list refusals of the service under HTTP 500 too. */
const isDescribedRefusal = (code: string | undefined): boolean =>
  code !== undefined && meaningOf(code)?.ran === 'no' && !isOfAsker(code);

/** Who throttles lets nothing through, whoever it is. */
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
