import { randomBytes } from 'node:crypto';

import { type Dice } from '../state/random';

/** An access key of a user, and what the gateway knows of its use. */
export interface AccessKeyRecord {
  readonly accessKeyId: string;
  secretAccessKey: string;
  /** Temporary keys only: has to come along, signed, and ends with the key. */
  readonly securityToken?: string;
  /** Milliseconds since the epoch; Infinity for a permanent key. */
  readonly expiresAt: number;
  /** In a row. */
  failedSignatures: number;
  lockedUntil: number;
}

/** The permanent key of a user: 20 capital letters and digits, and a secret of 40 signs. */
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

/** A key as POST /v3.0/OS-CREDENTIAL/securitytokens gives it. */
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
