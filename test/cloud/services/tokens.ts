import { randomBytes } from 'node:crypto';

import { type Account, type Project, type User } from './accounts';

/** A token that was issued. Without a project it has account scope. */
export interface Token {
  readonly text: string;
  readonly account: Account;
  readonly user: User;
  readonly project: Project | undefined;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export class TokenBook {
  private readonly tokens = new Map<string, Token>();

  /** A new token; like the real ones it is long and starts with `MII`. */
  issue(token: Omit<Token, 'text'>): Token {
    const issued = { ...token, text: `MII${randomBytes(900).toString('base64')}` };
    this.tokens.set(issued.text, issued);
    return issued;
  }

  find(text: string): Token | undefined {
    return this.tokens.get(text);
  }

  /** Makes every token issued so far invalid, as a changed password does (iam_30_0001.html). */
  revokeAll(): void {
    this.tokens.clear();
  }
}
