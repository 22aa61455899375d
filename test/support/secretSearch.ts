/** A piece of a secret with this many characters counts as a finding. */
const PIECE = 16;

/**
 * Searches texts for secrets. It finds a secret as it is, URL-encoded, inside JSON, and in base64, both standard and
 * URL-safe, at each of the three offsets where it can begin. It also finds every piece of 16 characters of these
 * spellings. It shares no code with the extension.
 */
export class SecretSearch {
  private readonly pieces = new Map<string, string>();
  private readonly wholes = new Map<string, string>();

  /** @param secrets the secrets by the names that they have in a finding */
  constructor(secrets: Readonly<Record<string, string>>) {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const [way, spelling] of Object.entries(waysToWrite(secret))) {
        this.add(`${name}, ${way}`, spelling);
      }
    }
  }

  /** @returns the findings, each once; NUL characters inside a secret do not hide it */
  find(text: string): string[] {
    const found = new Set<string>();
    for (const one of text.includes('\0') ? [text, text.replaceAll('\0', '')] : [text]) {
      for (let at = 0; at + PIECE <= one.length; at++) {
        const name = this.pieces.get(one.slice(at, at + PIECE));
        if (name !== undefined) {
          found.add(name);
        }
      }
      for (const [whole, name] of this.wholes) {
        if (one.includes(whole)) {
          found.add(name);
        }
      }
    }
    return [...found];
  }

  private add(name: string, spelling: string): void {
    if (spelling.length < PIECE) {
      this.wholes.set(spelling, name);
    }
    for (let at = 0; at + PIECE <= spelling.length; at++) {
      const piece = spelling.slice(at, at + PIECE);
      if (!this.pieces.has(piece)) {
        this.pieces.set(piece, name);
      }
    }
  }
}

/** @returns every spelling of a secret that is searched for, by its name */
export function waysToWrite(secret: string): Readonly<Record<string, string>> {
  // Bytes before the secret shift it. Characters with bits of those bytes or of the padding are cut off.
  const moved = (by: number): string => {
    const text = Buffer.from('x'.repeat(by) + secret)
      .toString('base64')
      .replace(/.?=*$/, '');
    return text.slice(by === 0 ? 0 : by + 1);
  };
  const base64 = { base64: moved(0), 'base64, moved by 1': moved(1), 'base64, moved by 2': moved(2) };
  const urlSafe = Object.entries(base64).map(([way, text]) => [
    `${way}, URL-safe`,
    text.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
  return {
    'as it is': secret,
    'URL-encoded': encodeURIComponent(secret),
    'inside JSON': JSON.stringify(secret).slice(1, -1),
    ...base64,
    ...(Object.fromEntries(urlSafe) as Record<string, string>),
  };
}
