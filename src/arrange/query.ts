/** What a term of a filter looks at; `text` is a word without a key. */
type QueryKey = 'text' | 'status' | 'user' | 'model' | 'az' | 'server';

/** One part of a filter; a row has to fit them all. */
export interface Term {
  readonly key: QueryKey;
  /** In lower case, with single blanks; never empty. */
  readonly value: string;
  readonly isNegated: boolean;
}

/** A filter as it was understood. */
export interface Query {
  readonly terms: readonly Term[];
  /** What looks like a key and is none, as typed: such a word is looked for as it stands, and the person is told. */
  readonly unknownKeys: readonly string[];
}

const KEYS: ReadonlySet<string> = new Set<QueryKey>(['status', 'user', 'model', 'az', 'server']);
const isKey = (text: string): text is QueryKey => KEYS.has(text);

/** Blanks part the terms, but not between quotes; a quote that is never closed goes to the end. */
const TERM = /(?:[^\s"“”]|["“”][^"“”]*(?:["“”]|$))+/gu;
/** An input method for Chinese types the wide colon. */
const WITH_KEY = /^(\p{L}+)[:：](.*)$/su;

/**
 * Reads a filter: words, `key:value`, either with `-` before it for the opposite, and quotes round what holds blanks.
 * A key without a value yet says nothing.
 */
export function parseQuery(text: string): Query {
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

/** @returns the text as it is compared. */
export const fold = (text: string): string => text.toLowerCase();

const plain = (quoted: string): string => fold(quoted.replace(/["“”]/g, '')).replace(/\s+/g, ' ').trim();
