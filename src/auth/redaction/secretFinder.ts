import { spellingsOf } from './encodings';

/** A piece of a secret is masked from this length on, in characters. */
export const PIECE = 16;
/**
 * The length of a gram, the part of a secret by which pieces are found. Every piece of 16 characters contains a whole
 * gram that begins at a multiple of 8, so only those are indexed.
 */
const GRAM = PIECE / 2;

/** A range of a text: from (inclusive) and to (exclusive). */
type Span = readonly [number, number];

/** Finds one secret in texts: whole in every spelling, and in pieces of at least 16 characters. */
class SecretFinder {
  /** All forms that the secret may have in a text, see `spellingsOf`. */
  readonly spellings: readonly string[];
  /** A text without any of these has no whole secret of 16 or more characters: spellings share their beginnings. */
  readonly beginnings: readonly string[];
  private readonly wholes: readonly string[];
  private readonly grams = new Map<string, { spelling: string; at: number }[]>();

  constructor(secret: string) {
    this.spellings = spellingsOf(secret);
    this.beginnings = [...new Set(this.spellings.map((spelling) => spelling.slice(0, PIECE)))];
    this.wholes = this.spellings.filter(({ length }) => length < PIECE);
    for (const spelling of this.spellings.filter(({ length }) => length >= PIECE)) {
      for (let at = 0; at + GRAM <= spelling.length; at += GRAM) {
        const gram = spelling.slice(at, at + GRAM);
        this.grams.set(gram, [...(this.grams.get(gram) ?? []), { spelling, at }]);
      }
    }
  }

  /** @returns the ranges of the text that are the secret or a piece of it; they may overlap */
  *find(text: string): Iterable<Span> {
    for (const whole of this.wholes) {
      for (let at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + whole.length)) {
        yield [at, at + whole.length];
      }
    }
    if (this.grams.size > 0) {
      yield* this.findPieces(text);
    }
  }

  private *findPieces(text: string): Iterable<Span> {
    for (let at = 0; at + GRAM <= text.length; at++) {
      for (const place of this.grams.get(text.slice(at, at + GRAM)) ?? []) {
        const [from, to] = spread(text, at, place);
        if (to - from >= PIECE) {
          yield [from, to];
          // The next piece begins after this one, but the gram that finds it may begin before the end of this one.
          at = Math.max(at, to - GRAM);
        }
      }
    }
  }
}

/**
 * @param at where the text has a gram
 * @param place where the secret has the same gram
 * @returns the longest range of the text around the gram that agrees with the secret
 */
function spread(text: string, at: number, place: { spelling: string; at: number }): Span {
  const { spelling } = place;
  let before = 0;
  while (before < at && before < place.at && text[at - before - 1] === spelling[place.at - before - 1]) {
    before++;
  }
  let after = GRAM;
  const most = Math.min(text.length - at, spelling.length - place.at);
  while (after < most && text[at + after] === spelling[place.at + after]) {
    after++;
  }
  return [at - before, at + after];
}

/** The finders of the secrets that were live at the last call. Those of other secrets are dropped. */
let finders: ReadonlyMap<string, SecretFinder> = new Map();

/**
 * @param live the secrets in memory
 * @returns a finder for each of these secrets, by the secret; it is kept while the secret is live
 */
export function findersOf(live: Iterable<string>): ReadonlyMap<string, SecretFinder> {
  finders = new Map([...live].map((secret) => [secret, finders.get(secret) ?? new SecretFinder(secret)]));
  return finders;
}

/**
 * @param live the secrets in memory
 * @returns the text with the mask in place of every secret and of every piece of at least 16 characters
 */
export function withoutSecrets(text: string, live: Iterable<string>, mask: string): string {
  const spans = [...findersOf(live).values()].flatMap((finder) => [...finder.find(text)]).sort(([a], [b]) => a - b);
  let clean = '';
  let done = 0;
  for (const [from, to] of spans) {
    if (from >= done) {
      clean += text.slice(done, from) + mask;
    }
    done = Math.max(done, to);
  }
  return clean + text.slice(done);
}
