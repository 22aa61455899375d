import { inEnglish, type MessageOrText, type Message } from '../../base/message';

/** Why a call failed. Closed: whatever happens is one of these. */
export type ErrorKind =
  /** 401, with a code of the gateway or IAM: the credential is not good. Nothing else may end a sign-in. */
  | 'auth'
  /** A code of the cloud, or 403 beside one, that says the credential may not do this. */
  | 'forbidden'
  | 'notFound'
  /** Another code of the cloud: it understood the request and refused it. */
  | 'refused'
  | 'throttled'
  | 'server'
  /** Could not be reached, or the connection broke. */
  | 'network'
  | 'tls'
  | 'timeout'
  /** The cloud pointed elsewhere; no redirect is followed. */
  | 'redirect'
  /** A success of the cloud's that is not what the pages describe. */
  | 'badResponse'
  /**
   * Not the cloud but something on the way answered: a proxy, a firewall, the sign-in page of a network. It says nothing
   * about the credential, the permission or the thing asked for, and an acting request may have run all the same.
   */
  | 'foreign'
  /** Something typed by a person that must not be sent. */
  | 'config';

export interface ErrorInfo {
  /** What was asked, such as `POST /v1/instances/reboot`; without host and query. */
  readonly request?: string;
  /** HTTP status. */
  readonly status?: number;
  /** The cloud's code in its canonical spelling: `CPS.0158`, `KOOPHONE.API.5005`, `APIGW.0301`, `IAM.0061`. */
  readonly code?: string;
  /** To give to support. */
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  /** One sentence on what to do. */
  readonly advice?: Message;
  /** The IAM action to ask an administrator for, when permission is lacking. */
  readonly iamAction?: string;
  /** When the cloud refused the credential, by its own clock; milliseconds since the epoch. */
  readonly serverTime?: number;
  /**
   * true when the request surely did not run in the cloud: it was never sent, or the cloud said no. An acting request
   * without this may have run: it is never sent again by itself.
   */
  readonly didNotRun?: boolean;
  /** true when it did not run because the cloud said no; else it never left this machine. */
  readonly cloudSaidNo?: boolean;
}

/** The one error of the client module. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ErrorKind;
  readonly info: ErrorInfo;
  /** What happened; `message` is the same in English. */
  readonly said: MessageOrText;

  /** @param said the cloud's own text, or a sentence of ours; never a secret */
  constructor(kind: ErrorKind, said: MessageOrText, info: ErrorInfo = {}, cause?: unknown) {
    super(inEnglish(said), cause === undefined ? undefined : { cause });
    this.said = said;
    this.kind = kind;
    this.info = info;
  }
}
