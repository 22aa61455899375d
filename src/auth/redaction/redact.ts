import { findersOf, PIECE, withoutSecrets } from './secretFinder';

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
 * Takes secrets out of a text that is about to be shown or written: by name, and by live value in every spelling
 * (`spellingsOf`), whole and in pieces of 16 characters.
 * @param live the secrets in memory; those of up to three characters would hide half of every line and stay
 */
export const redact = (text: string, live: Iterable<string>): string => byName(withoutSecrets(text, live, MASK));

/**
 * Takes secrets out of what a cloud answered, before anything is read from it: none may send one back in a name or a
 * reason. Only long ones, and only whole: a short password could stand in an id, and an id must stay what it is.
 */
export function redactAnswer(text: string, live: Iterable<string>): string {
  let clean = text;
  for (const [secret, { spellings }] of findersOf(live)) {
    if (secret.length >= PIECE) {
      for (const spelling of spellings) {
        clean = clean.replaceAll(spelling, MASK);
      }
    }
  }
  return clean;
}

const byName = (text: string): string =>
  text
    .replace(
      IN_JSON,
      (_, name: string, slashes: string, quote: string) => `${name}${slashes}${quote}${MASK}${slashes}${quote}`,
    )
    .replace(IN_HEADER, (_, before: string, name: string) => `${before}${name}${MASK}`)
    .replace(IN_QUERY, (_, before: string, name: string) => `${before}${name}${MASK}`);
