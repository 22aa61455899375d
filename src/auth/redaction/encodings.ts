/** Shorter ones would hide half of every line. */
const SHORTEST = 4;
/** Below it, base64 says too little to be told from ordinary text. */
const SHORTEST_IN_BASE64 = 6;

/**
 * All ways in which a secret may stand in a text: as it is, URL-encoded, as inside JSON, and in base64, standard and
 * URL-safe, wherever it begins among the bytes that were encoded.
 * @returns none for a secret of up to three characters
 */
export function spellingsOf(secret: string): readonly string[] {
  if (secret.length < SHORTEST) {
    return [];
  }
  const base64 = secret.length < SHORTEST_IN_BASE64 ? [] : [0, 1, 2].flatMap((offset) => inBase64(secret, offset));
  const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([secret, urlEncoded(secret), JSON.stringify(secret).slice(1, -1), ...base64, ...urlSafe])];
}

/** Half a surrogate pair cannot be encoded, nor can it be part of an address. */
function urlEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/** How many characters in front carry bits of what came before the secret, by the number of those bytes modulo three. */
const FOREIGN = [0, 2, 3];

/** @returns the characters that only the secret decides, whatever stands before it: where more follows, and at the end */
function inBase64(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const atEnd = bytes.toString('base64').replace(/=+$/, '').slice(FOREIGN[offset]);
  return bytes.length % 3 === 0 ? [atEnd] : [atEnd.slice(0, -1), atEnd];
}
