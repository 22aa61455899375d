import { type Mfa } from '../../api/iam/client';
import { type IamProject } from '../../api/iam/schemas';

/** What a person typed to sign in. */
export type SignInAttempt =
  | { readonly kind: 'accessKey'; readonly accessKeyId: string; readonly secretAccessKey: string }
  | {
      readonly kind: 'iamUser';
      readonly domain: string;
      readonly user: string;
      readonly password: string;
      /** When present, the password is never stored: it is useless without another passcode. */
      readonly mfa?: Mfa;
    }
  | { readonly kind: 'token'; readonly token: string };

/** An attempt that the cloud accepted. It holds no secret: those stay inside the sessions. */
export interface AcceptedSignIn {
  /** Absent while one of `choices` must be chosen. */
  readonly projectId?: string;
  /** Names the identity to people, such as `dev1 (acct1)`. */
  readonly label: string;
  /** When the token expires, in milliseconds since the epoch. Absent for an access key, which does not expire. */
  readonly expiresAt?: number;
  /** For a project without an id: the projects of its region that it may stand for. Empty when there is no choice. */
  readonly choices: readonly IamProject[];
}

/** @returns the secrets in the attempt: key, password, passcode or token */
export function secretsTyped(attempt: SignInAttempt): readonly string[] {
  switch (attempt.kind) {
    case 'accessKey':
      return [attempt.secretAccessKey, attempt.accessKeyId];
    case 'iamUser':
      return [attempt.password, ...(attempt.mfa === undefined ? [] : [attempt.mfa.passcode])];
    case 'token':
      return [attempt.token.trim()];
  }
}
