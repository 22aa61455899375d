import { findersOf, PIECE, withoutSecrets } from './secretFinder';

const MASK = '<redacted>';

/** The names of headers and fields whose values are secrets. Case does not matter. */
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

/**
 * Matches `"password":"…"`, also with escaped quotes as in JSON inside JSON. A value without a closing quote goes to
 * the end of the text.
 */
const IN_JSON = new RegExp(
  String.raw`(\\*["'](?:${NAMES})\\*["']\s*:\s*)(\\*)(["'])(?:(?!(?<!\\)\2\3)[^])*(?:\2\3|$)`,
  'gi',
);
/** Matches `X-Auth-Token: …` to the end of the line, because the value of a header may contain blanks. */
const IN_HEADER = new RegExp(String.raw`(^|[\s,;{(\[])((?:${NAMES})\s*:\s*)(?!["'\s\\])[^\r\n]+`, 'gi');
/** Matches `token=…`, as in a query or a form. */
const IN_QUERY = new RegExp(String.raw`([?&;\s]|^)((?:${NAMES})=)[^&\s"';]+`, 'gi');

/**
 * Masks secrets in a text that is about to be shown or written. It finds them by the name before the value, and by the
 * values in memory in every spelling (`spellingsOf`), whole or in pieces of at least 16 characters.
 * @param live the secrets in memory; those of up to three characters stay, because they match too much ordinary text
 * @returns the text with `<redacted>` in place of each secret
 */
export const redact = (text: string, live: Iterable<string>): string => byName(withoutSecrets(text, live, MASK));

/**
 * Masks secrets in a response before anything is read from it, so that a cloud cannot send one back in a name or a
 * reason. Only whole secrets of at least 16 characters are masked: a short password could be part of an id, and ids
 * must not change.
 * @param live the secrets in memory
 * @returns the text with `<redacted>` in place of each secret
 */
export function redactAnswer(text: string, live: Iterable<string>): string {
  let clean = text;
  for (const [secret, { spellings, beginnings }] of findersOf(live)) {
    if (secret.length >= PIECE && beginnings.some((beginning) => clean.includes(beginning))) {
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
