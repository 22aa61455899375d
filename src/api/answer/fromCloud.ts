import { isOfAsker, isOfCloud } from '../errors/codeFamilies';

/** What is known of a failed response, as far as decisions depend on it. */
export interface FailedAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The canonical code of the failure; undefined when there is none. */
  readonly code: string | undefined;
  /** true when `error_code` is "0" in spite of the status. */
  readonly saysSuccess: boolean;
  /** true when the request was one to IAM and the body has the error object of IAM. */
  readonly isOfIam: boolean;
}

/** @returns whether the response comes from the cloud, and not from a proxy, a firewall or the sign-in page of a network */
export const isFromCloud = ({ status, code, saysSuccess, isOfIam }: FailedAnswer): boolean =>
  // Other JSON APIs have `"error_code": 0` too. Under HTTP 401 and 403 it does not show that the cloud responded.
  (saysSuccess && status !== 401 && status !== 403) || isOfIam || (code !== undefined && isOfCloud(code));

/** @returns whether the gateway or IAM, which check credentials and permissions, responded with HTTP 401 or 403 */
export const isAboutAsker = ({ status, code, isOfIam }: FailedAnswer): boolean =>
  (status === 401 || status === 403) && (isOfIam || (code !== undefined && isOfAsker(code)));
