import { fold } from './query';

/** So many rows share one text: a character beyond Latin-1 doubles the room of its own text only. */
const ROWS_A_TEXT = 4096;
/** Parts the fields and the rows; no word of a filter holds one. */
const BREAK = '\n';
/** Into so many classes the pairs of neighbouring characters are sorted, beside one for each character of ASCII. */
const PAIR_CLASSES = 256;
const ASCII = 128;
const BITS = 32;
/** Where fewer than one row in so many is left to look at, each is looked at by itself. */
const SPARSE = 2;

interface Stretch {
  readonly first: number;
  readonly text: string;
  /** Where each row ends in the text. */
  readonly ends: Uint32Array;
  /** For each character and each class of pairs, a bit for each row that has it: `span` numbers for each. */
  readonly marks: Uint32Array;
  readonly span: number;
}

/**
 * The words of many rows in lower case, in a few long texts: looking through these is as quick as a machine can compare,
 * and a row costs no object of its own. What characters and pairs of them a row has tells beforehand of most that they
 * cannot hold a word; that costs a row 48 bytes.
 */
export class TextIndex {
  private readonly stretches: readonly Stretch[];

  /** @param fieldsOf the texts of a row in which words are looked for */
  constructor(count: number, fieldsOf: (row: number) => readonly (string | undefined)[]) {
    this.stretches = Array.from({ length: Math.ceil(count / ROWS_A_TEXT) }, (_, index) => {
      const first = index * ROWS_A_TEXT;
      return stretch(first, Math.min(ROWS_A_TEXT, count - first), fieldsOf);
    });
  }

  /**
   * Sets a 1 for each row that holds the word.
   * @param word folded, without a line break
   * @param among a 1 for each row that matters; others need not be looked at
   */
  mark(word: string, among: Uint8Array, into: Uint8Array): void {
    for (const part of this.stretches) {
      const candidates = candidatesFor(word, part);
      if (isCharacter(word)) {
        markEach(candidates, part, into);
        continue;
      }
      keepOpen(candidates, part, among, into);
      if (countBits(candidates) * SPARSE > part.ends.length) {
        markAll(word, part, into);
      } else {
        markAmong(candidates, word, part, into);
      }
    }
  }
}

function stretch(first: number, size: number, fieldsOf: (row: number) => readonly (string | undefined)[]): Stretch {
  const ends = new Uint32Array(size);
  const rows: string[] = [];
  let end = -1;
  for (let row = 0; row < size; row++) {
    const text = fold(fieldsOf(first + row).join(BREAK));
    end += text.length + 1;
    ends[row] = end;
    rows.push(text);
  }
  const text = rows.join(BREAK);
  return { first, text, ends, ...marksOf(text, ends) };
}

function marksOf(text: string, ends: Uint32Array): Pick<Stretch, 'marks' | 'span'> {
  const span = Math.ceil(ends.length / BITS);
  const marks = new Uint32Array((ASCII + PAIR_CLASSES) * span);
  const note = (what: number, row: number): void => {
    const place = what * span + (row >>> 5);
    marks[place] = (marks[place] ?? 0) | (1 << (row & 31));
  };
  let at = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row] ?? 0;
    let before = BREAK.charCodeAt(0);
    for (; at < end; at++) {
      const here = text.charCodeAt(at);
      if (here < ASCII) {
        note(here, row);
      }
      note(pairClass(before, here), row);
      before = here;
    }
    at = end + BREAK.length;
  }
  return { marks, span };
}

const isCharacter = (word: string): boolean => word.length === 1 && word.charCodeAt(0) < ASCII;

/** Tells apart what ids are made of, hexadecimal digits, as far as possible. */
const pairClass = (one: number, other: number): number => ASCII + ((Math.imul(one, 37) + other) & (PAIR_CLASSES - 1));

/** @returns a bit for each row that has all that the word consists of */
function candidatesFor(word: string, { marks, span }: Stretch): Uint32Array {
  const candidates = new Uint32Array(span).fill(0xffffffff);
  const want = (what: number): void => {
    for (let index = 0; index < span; index++) {
      candidates[index] = (candidates[index] ?? 0) & (marks[what * span + index] ?? 0);
    }
  };
  if (isCharacter(word)) {
    want(word.charCodeAt(0));
  }
  for (let at = 1; at < word.length; at++) {
    want(pairClass(word.charCodeAt(at - 1), word.charCodeAt(at)));
  }
  return candidates;
}

/** Leaves out the rows that do not matter, and those that are found already. */
function keepOpen(candidates: Uint32Array, { first, ends }: Stretch, among: Uint8Array, found: Uint8Array): void {
  for (let index = 0; index < candidates.length; index++) {
    const start = index * BITS;
    const size = Math.min(BITS, ends.length - start);
    let some = 0;
    for (let bit = 0; bit < size; bit++) {
      const row = first + start + bit;
      some |= ((among[row] ?? 0) & ~(found[row] ?? 0)) << bit;
    }
    candidates[index] = (candidates[index] ?? 0) & some;
  }
}

function countBits(bits: Uint32Array): number {
  let count = 0;
  for (let left of bits) {
    for (; left !== 0; left &= left - 1) {
      count += 1;
    }
  }
  return count;
}

function eachRow(bits: Uint32Array, look: (row: number) => void): void {
  bits.forEach((some, index) => {
    for (let left = some; left !== 0; left &= left - 1) {
      look(index * BITS + 31 - Math.clz32(left & -left));
    }
  });
}

function markEach(bits: Uint32Array, { first, ends }: Stretch, into: Uint8Array): void {
  for (let row = 0; row < ends.length; row++) {
    into[first + row] = (into[first + row] ?? 0) | (((bits[row >>> 5] ?? 0) >>> (row & 31)) & 1);
  }
}

function markAmong(candidates: Uint32Array, word: string, { first, text, ends }: Stretch, into: Uint8Array): void {
  eachRow(candidates, (row) => {
    const start = row === 0 ? 0 : (ends[row - 1] ?? 0) + 1;
    if (text.slice(start, ends[row]).includes(word)) {
      into[first + row] = 1;
    }
  });
}

/** What many rows hold often stands in the same place of each: that place is looked at first. */
function markAll(word: string, { first, text, ends }: Stretch, into: Uint8Array): void {
  let place = 0;
  let start = 0;
  for (let row = 0; row < ends.length; row++) {
    const guess = start + place;
    const isThere = guess < (ends[row] ?? 0) && text.startsWith(word, guess);
    const at = isThere ? guess : text.indexOf(word, start);
    if (at < 0) {
      return;
    }
    while ((ends[row] ?? Infinity) <= at) {
      start = (ends[row] ?? 0) + 1;
      row += 1;
    }
    into[first + row] = 1;
    place = at - start;
    start = (ends[row] ?? 0) + 1;
  }
}
