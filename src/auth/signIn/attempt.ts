import { type Mfa } from '../../api/iam/client';
import { type IamProject } from '../../api/iam/schemas';

/** What a person typed. */
export type SignInAttempt =
  | { readonly kind: 'accessKey'; readonly accessKeyId: string; readonly secretAccessKey: string }
  | {
      readonly kind: 'iamUser';
      readonly domain: string;
      readonly user: string;
      readonly password: string;
      /** With it the password is never stored: it is good for nothing without another passcode. */
      readonly mfa?: Mfa;
    }
  | { readonly kind: 'token'; readonly token: string };

/** The cloud accepted an attempt. What was typed stays inside the sessions. */
export interface AcceptedSignIn {
  /** Absent until one of `choices` is chosen. */
  readonly projectId?: string;
  /** Who it is, such as `dev1 (acct1)`. */
  readonly label: string;
  /** When the token ends, in milliseconds since the epoch; an access key has no end. */
  readonly expiresAt?: number;
  /** For a project without an id: those of its region that it may be, when there is something to choose. */
  readonly choices: readonly IamProject[];
}

/** @returns what of it must not be shown. */
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
