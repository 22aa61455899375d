/** So long a piece of a secret counts as found. */
const PIECE = 16;

/**
 * Looks for secrets: whole, URL-encoded, as inside JSON, in base64, standard and URL-safe, at each of the three places
 * where one can begin, and for every piece of 16 characters of these. It shares no code with the extension.
 */
export class SecretSearch {
  private readonly pieces = new Map<string, string>();
  private readonly wholes = new Map<string, string>();

  /** @param secrets by what they are called in a finding */
  constructor(secrets: Readonly<Record<string, string>>) {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const [way, spelling] of Object.entries(waysToWrite(secret))) {
        this.add(`${name}, ${way}`, spelling);
      }
    }
  }

  /** @returns what was found, each finding once */
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

/** @returns every spelling of a text in which a secret is looked for */
export function waysToWrite(secret: string): Readonly<Record<string, string>> {
  // Bytes in front move the secret; what carries bits of them, and of the padding, is cut off.
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
