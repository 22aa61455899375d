import { randomBytes } from 'node:crypto';

import { type Dice } from '../state/random';

/** An access key of a user, with its failed uses. */
export interface AccessKeyRecord {
  readonly accessKeyId: string;
  secretAccessKey: string;
  /** Only for a temporary key: the request must have it, signed. It ends with the key. */
  readonly securityToken?: string;
  /** Milliseconds since the epoch; Infinity for a permanent key. */
  readonly expiresAt: number;
  /** Failed signatures in a row. */
  failedSignatures: number;
  lockedUntil: number;
}

/** @returns a permanent key: an id of 20 capital letters and digits, and a secret of 40 characters */
export function seedAccessKey(dice: Dice, owner: string): AccessKeyRecord {
  const hex = dice.hexId(`${owner}/access-key`);
  return {
    accessKeyId: `SIM${hex.slice(0, 17).toUpperCase()}`,
    secretAccessKey: `${dice.hexId(`${owner}/secret-key`)}${hex.slice(17, 25)}`,
    expiresAt: Infinity,
    failedSignatures: 0,
    lockedUntil: 0,
  };
}

/** @returns a temporary key as POST /v3.0/OS-CREDENTIAL/securitytokens gives it */
export function temporaryAccessKey(expiresAt: number): AccessKeyRecord & { readonly securityToken: string } {
  return {
    accessKeyId: `HST${randomBytes(9).toString('hex').slice(0, 17).toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString('hex'),
    securityToken: randomBytes(300).toString('base64'),
    expiresAt,
    failedSignatures: 0,
    lockedUntil: 0,
  };
}
