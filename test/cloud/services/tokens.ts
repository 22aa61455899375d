import { randomBytes } from 'node:crypto';

import { type Account, type Project, type User } from './accounts';

/** An issued token. Without a project it has account scope. */
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

  /** @returns a new token. Like a real one it is long and begins with `MII`. */
  issue(token: Omit<Token, 'text'>): Token {
    const issued = { ...token, text: `MII${randomBytes(900).toString('base64')}` };
    this.tokens.set(issued.text, issued);
    return issued;
  }

  find(text: string): Token | undefined {
    return this.tokens.get(text);
  }

  /** Makes all tokens that were issued so far invalid, as a change of the password does (iam_30_0001.html). */
  revokeAll(): void {
    this.tokens.clear();
  }
}
