const MASK = '<redacted>';

/** Header and field names whose values are secrets, whatever their case. */
const NAMES = [
  'x-auth-token',
  'x-subject-token',
  'x-security-token',
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'password',
  'passcode',
  'secret',
  'securitytoken',
  'security_token',
  'secret_access_key',
  'secretaccesskey',
  'access_token',
  'device_token',
  'token',
  'sk',
].join('|');

/** `"password":"…"`, with the quotes of a text inside a text too; without an end it goes up to the text's. */
const IN_JSON = new RegExp(
  String.raw`(\\*["'](?:${NAMES})\\*["']\s*:\s*)(\\*)(["'])(?:(?!(?<!\\)\2\3)[^])*(?:\2\3|$)`,
  'gi',
);
/** `X-Auth-Token: …`, up to the line's end: a header's value may hold blanks. */
const IN_HEADER = new RegExp(String.raw`(^|[\s,;{(\[])((?:${NAMES})\s*:\s*)(?!["'\s\\])[^\r\n]+`, 'gi');
/** `token=…` as in a query or a form. */
const IN_QUERY = new RegExp(String.raw`([?&;\s]|^)((?:${NAMES})=)[^&\s"';]+`, 'gi');

/**
 * Takes secrets out of a text that is about to be shown or written: by name, and by live value as it is, URL-encoded,
 * and as it looks inside JSON.
 * @param live the secrets in memory; those of up to three characters would hide half of every line and stay
 */
export function redact(text: string, live: Iterable<string>): string {
  const spellings = new Set(
    [...live]
      .filter((secret) => secret.length > 3)
      .flatMap((secret) => [secret, urlEncoded(secret), JSON.stringify(secret).slice(1, -1)]),
  );
  const byValue = [...spellings]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  return byName(byValue);
}

/** Half a surrogate pair cannot be encoded, nor can it be part of an address. */
function urlEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

const byName = (text: string): string =>
  text
    .replace(
      IN_JSON,
      (_, name: string, slashes: string, quote: string) => `${name}${slashes}${quote}${MASK}${slashes}${quote}`,
    )
    .replace(IN_HEADER, (_, before: string, name: string) => `${before}${name}${MASK}`)
    .replace(IN_QUERY, (_, before: string, name: string) => `${before}${name}${MASK}`);
