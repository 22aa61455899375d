import { inEnglish, type MessageOrText, type Message } from '../../base/message';

/** Why a call failed. Every failure is of one of these kinds. */
export type ErrorKind =
  /**
   * There is no valid credential, or the cloud refused the credential: HTTP 401 or 403 with a code of the gateway or of
   * IAM. Only this kind may end a sign-in.
   */
  | 'auth'
  /**
   * The credential has no permission for the request: a code of the cloud says so, or HTTP 403 together with a code.
   */
  | 'forbidden'
  | 'notFound'
  /** The cloud understood the request and refused it, with another code than those of the kinds above. */
  | 'refused'
  | 'throttled'
  | 'server'
  /** The host could not be reached, or the connection broke. */
  | 'network'
  | 'tls'
  | 'timeout'
  /** The response is a redirect. No redirect is followed. */
  | 'redirect'
  /** A successful response that is not what the pages describe. */
  | 'badResponse'
  /**
   * The response does not come from the cloud, but from a proxy, a firewall or the sign-in page of a network. It says
   * nothing about the credential, the permission or the resource, and a request that acts may have run.
   */
  | 'foreign'
  /** The request has a value that must not be sent, such as an invalid id or address. */
  | 'config';

/** What is known of a failure. */
export interface ErrorInfo {
  /** The method and the path of the request, such as `POST /v1/instances/reboot`, without host and query. */
  readonly request?: string;
  /** The HTTP status of the response. */
  readonly status?: number;
  /** The code of the cloud in its canonical spelling: `CPS.0158`, `KOOPHONE.API.5005`, `APIGW.0301`, `IAM.0061`. */
  readonly code?: string;
  /** The id of the request, for the vendor's support. */
  readonly requestId?: string;
  /** How long the response asks to wait, in milliseconds; at most 60,000. */
  readonly retryAfterMs?: number;
  /** The window of the quota that is used up, as the text names it, in milliseconds. */
  readonly windowMs?: number;
  /** One sentence that says what to do. */
  readonly advice?: Message;
  /** The IAM action that an administrator can grant, when the permission was missing. */
  readonly iamAction?: string;
  /** When the cloud refused the credential, by the clock of the cloud; milliseconds since the epoch. */
  readonly serverTime?: number;
  /**
   * true when the request surely did not run in the cloud: it was not sent, or the cloud said that it did not run. A
   * request that acts and fails without this may have run. It is never repeated automatically.
   */
  readonly didNotRun?: boolean;
  /** true when the cloud said that the request did not run. Otherwise a request that did not run never left. */
  readonly cloudSaidNo?: boolean;
}

/** The error that every call of an API client throws. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ErrorKind;
  readonly info: ErrorInfo;
  /** What happened. `message` is the same in English. */
  readonly said: MessageOrText;

  /** @param said the text of the cloud, or a message of the extension; it must not hold a secret */
  constructor(kind: ErrorKind, said: MessageOrText, info: ErrorInfo = {}, cause?: unknown) {
    super(inEnglish(said), cause === undefined ? undefined : { cause });
    this.said = said;
    this.kind = kind;
    this.info = info;
  }
}
