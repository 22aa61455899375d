/** Shorter secrets are left alone: they would match too much ordinary text. */
const SHORTEST = 4;
/** The base64 of a shorter secret is too short to tell from ordinary text. */
const SHORTEST_IN_BASE64 = 6;

/**
 * @returns all forms that a secret may have in a text: as it is, URL-encoded, escaped as in JSON, and in base64
 * (standard and URL-safe), wherever it begins among the encoded bytes; none for a secret of up to three characters
 */
export function spellingsOf(secret: string): readonly string[] {
  if (secret.length < SHORTEST) {
    return [];
  }
  const base64 = secret.length < SHORTEST_IN_BASE64 ? [] : [0, 1, 2].flatMap((offset) => inBase64(secret, offset));
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([secret, urlEncoded(secret), JSON.stringify(secret).slice(1, -1), ...base64, ...urlSafe])];
}

/** A lone surrogate cannot be URL-encoded, so no URL contains it: such a secret is returned as it is. */
function urlEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/** How many leading characters carry bits of the bytes before the secret, by the number of those bytes modulo three. */
const FOREIGN = [0, 2, 3];

/**
 * @param offset the number of bytes before the secret, modulo three
 * @returns the base64 characters that depend on the secret alone: for a secret that more bytes follow, and for one at
 * the end of the bytes
 */
function inBase64(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const atEnd = bytes.toString('base64').replace(/=+$/, '').slice(FOREIGN[offset]);
  return bytes.length % 3 === 0 ? [atEnd] : [atEnd.slice(0, -1), atEnd];
}
