/** What a term of a filter looks at. `text` stands for a word without a key. */
type FilterKey = 'text' | 'status' | 'user' | 'model' | 'az' | 'server';

/** One term of a filter. A row must match all terms. */
export interface Term {
  readonly key: FilterKey;
  /** In lower case and with single blanks. Never empty. */
  readonly value: string;
  readonly isNegated: boolean;
}

/** A parsed filter. */
export interface Filter {
  readonly terms: readonly Term[];
  /**
   * Words before a colon that are no key, as typed. The whole term is then searched as text, and the person is told.
   */
  readonly unknownKeys: readonly string[];
}

const KEYS: ReadonlySet<string> = new Set<FilterKey>(['status', 'user', 'model', 'az', 'server']);
const isKey = (text: string): text is FilterKey => KEYS.has(text);

/**
 * Matches one term. Blanks separate terms, except between quotes. A quote without an end extends to the end of the
 * text.
 */
const TERM = /(?:[^\s"“”]|["“”][^"“”]*(?:["“”]|$))+/gu;
/** Matches `key:value`. An input method for Chinese types the full-width colon. */
const WITH_KEY = /^(\p{L}+)[:：](.*)$/su;

/**
 * Parses a filter. Its terms are words or `key:value`. A `-` before a term negates it. Quotes hold text with blanks
 * together. A key without a value is ignored.
 * @param text as the person typed it
 */
export function parseFilter(text: string): Filter {
  const terms: Term[] = [];
  const unknownKeys: string[] = [];
  for (const [typed] of text.matchAll(TERM)) {
    const isNegated = typed.length > 1 && typed.startsWith('-');
    const rest = isNegated ? typed.slice(1) : typed;
    const [, name = '', given = ''] = WITH_KEY.exec(rest) ?? [];
    const key = name.toLowerCase();
    if (name !== '' && !isKey(key)) {
      unknownKeys.push(name);
    }
    const term: Term = isKey(key)
      ? { key, value: plain(given), isNegated }
      : { key: 'text', value: plain(rest), isNegated };
    if (term.value !== '') {
      terms.push(term);
    }
  }
  return { terms, unknownKeys };
}

/** @returns the text in the form in which it is compared: in lower case */
export const fold = (text: string): string => text.toLowerCase();

/** @returns the text of a term without quotes, in the form in which it is compared */
const plain = (quoted: string): string => fold(quoted.replace(/["“”]/g, '')).replace(/\s+/g, ' ').trim();
