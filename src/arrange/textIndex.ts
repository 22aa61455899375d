import { fold } from './parseFilter';

/** How many rows share one long text. A character beyond Latin-1 doubles the memory of its own text only. */
const ROWS_A_TEXT = 4096;
/** Separates fields and rows. A word of a filter never contains a line break. */
const BREAK = '\n';
/** The number of classes for pairs of neighbouring characters. Each ASCII character has a class besides these. */
const PAIR_CLASSES = 256;
const ASCII = 128;
const BITS = 32;
/** When at most one row in this many is left to search, each row is searched singly instead of the whole text. */
const SPARSE = 2;

/** The texts of neighbouring rows. */
interface Stretch {
  /** The first row. */
  readonly first: number;
  readonly text: string;
  /** Where the text of each row ends. */
  readonly ends: Uint32Array;
  /** For each character and each class of pairs, `span` numbers with one bit for each row: set when the row has it. */
  readonly marks: Uint32Array;
  readonly span: number;
}

/**
 * An index of the texts of many rows, in lower case. The texts are joined into a few long ones, which are fast to
 * search and need no object for each row. For each row the index also notes which characters and pairs of characters it
 * has. Most rows without a word are ruled out by these notes, which take 48 bytes a row.
 */
export class TextIndex {
  private readonly stretches: readonly Stretch[];

  /**
   * @param count the number of rows
   * @param fieldsOf returns the texts of a row that are searched
   */
  constructor(count: number, fieldsOf: (row: number) => readonly (string | undefined)[]) {
    this.stretches = Array.from({ length: Math.ceil(count / ROWS_A_TEXT) }, (_, index) => {
      const first = index * ROWS_A_TEXT;
      return stretch(first, Math.min(ROWS_A_TEXT, count - first), fieldsOf);
    });
  }

  /**
   * Marks the rows that contain a word.
   * @param word in the form of `fold`, without a line break
   * @param among 1 for each row that must be searched; other rows may be marked or not
   * @param into gets a 1 for each marked row; other rows stay as they are
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

/** @returns the notes of which row has which characters and pairs */
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

/** @returns whether the notes alone decide which rows contain the word: it is one ASCII character */
const isCharacter = (word: string): boolean => word.length === 1 && word.charCodeAt(0) < ASCII;

/**
 * @returns the class of a pair of characters. Pairs of hexadecimal digits, as in ids, share as few classes as possible.
 */
const pairClass = (one: number, other: number): number => ASCII + ((Math.imul(one, 37) + other) & (PAIR_CLASSES - 1));

/** @returns a bit for each row, set when the row has all characters or pairs of the word */
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

/** Removes from the candidates the rows that need not be searched and those that are already found. */
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

/** @returns how many bits are set */
function countBits(bits: Uint32Array): number {
  let count = 0;
  for (let left of bits) {
    for (; left !== 0; left &= left - 1) {
      count += 1;
    }
  }
  return count;
}

/** Calls `look` for each row whose bit is set. */
function eachRow(bits: Uint32Array, look: (row: number) => void): void {
  bits.forEach((some, index) => {
    for (let left = some; left !== 0; left &= left - 1) {
      look(index * BITS + 31 - Math.clz32(left & -left));
    }
  });
}

/** Marks each row whose bit is set. */
function markEach(bits: Uint32Array, { first, ends }: Stretch, into: Uint8Array): void {
  for (let row = 0; row < ends.length; row++) {
    into[first + row] = (into[first + row] ?? 0) | (((bits[row >>> 5] ?? 0) >>> (row & 31)) & 1);
  }
}

/** Searches each candidate row singly, and marks those that contain the word. */
function markAmong(candidates: Uint32Array, word: string, { first, text, ends }: Stretch, into: Uint8Array): void {
  eachRow(candidates, (row) => {
    const start = row === 0 ? 0 : (ends[row - 1] ?? 0) + 1;
    if (text.slice(start, ends[row]).includes(word)) {
      into[first + row] = 1;
    }
  });
}

/**
 * Searches the whole text, and marks the rows that contain the word. Many rows have a word in the same place, so the
 * place of the last hit is tried first in the next row.
 */
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
