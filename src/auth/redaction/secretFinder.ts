import { spellingsOf } from './encodings';

/** So long a piece of a secret is taken out of a text too. */
export const PIECE = 16;
/** A piece of 16 holds one aligned gram of 8, wherever it begins: so only every eighth place of a secret is noted. */
const GRAM = PIECE / 2;

/** From (inclusive) and to (exclusive). */
type Span = readonly [number, number];

/** Finds secrets in texts: whole ones in every spelling, and pieces of 16 characters of them. */
class SecretFinder {
  /** All ways in which the secret may stand in a text. */
  readonly spellings: readonly string[];
  private readonly wholes: readonly string[];
  private readonly grams = new Map<string, { spelling: string; at: number }[]>();

  constructor(secret: string) {
    this.spellings = spellingsOf(secret);
    this.wholes = this.spellings.filter(({ length }) => length < PIECE);
    for (const spelling of this.spellings.filter(({ length }) => length >= PIECE)) {
      for (let at = 0; at + GRAM <= spelling.length; at += GRAM) {
        const gram = spelling.slice(at, at + GRAM);
        this.grams.set(gram, [...(this.grams.get(gram) ?? []), { spelling, at }]);
      }
    }
  }

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
          // What follows begins after this piece; one gram may still reach back into it.
          at = Math.max(at, to - GRAM);
        }
      }
    }
  }
}

/** As far as text and secret agree, to both sides of a gram that they share. */
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

/** What was made for the secrets that were live the last time; a secret that is gone leaves it too. */
let finders: ReadonlyMap<string, SecretFinder> = new Map();

/** @returns what finds each of these secrets; made once for as long as the secret is live */
export function findersOf(live: Iterable<string>): ReadonlyMap<string, SecretFinder> {
  finders = new Map([...live].map((secret) => [secret, finders.get(secret) ?? new SecretFinder(secret)]));
  return finders;
}

/** @returns the text with every secret, and every long piece of one, replaced */
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
