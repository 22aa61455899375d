import { fold } from './query';

/** So many rows share one text: a character beyond Latin-1 doubles the room of its own text only. */
const ROWS_A_TEXT = 4096;
/** Parts the fields and the rows; no word of a filter holds one. */
const BREAK = '\n';

interface Stretch {
  readonly first: number;
  readonly text: string;
  /** Where each row ends in the text. */
  readonly ends: Uint32Array;
}

/**
 * The words of many rows in lower case, in a few long texts: looking through these is as quick as a machine can compare,
 * and a row costs no object of its own.
 */
export class TextIndex {
  private readonly stretches: readonly Stretch[];

  /** @param fieldsOf the texts of a row in which words are looked for */
  constructor(count: number, fieldsOf: (row: number) => readonly (string | undefined)[]) {
    this.stretches = Array.from({ length: Math.ceil(count / ROWS_A_TEXT) }, (_, index) => {
      const first = index * ROWS_A_TEXT;
      const size = Math.min(ROWS_A_TEXT, count - first);
      const ends = new Uint32Array(size);
      const rows: string[] = [];
      let end = -1;
      for (let row = 0; row < size; row++) {
        const text = fold(fieldsOf(first + row).join(BREAK));
        end += text.length + 1;
        ends[row] = end;
        rows.push(text);
      }
      return { first, text: rows.join(BREAK), ends };
    });
  }

  /** Sets a 1 for each row that holds the word, which is folded and holds no line break. */
  mark(word: string, into: Uint8Array): void {
    for (const { first, text, ends } of this.stretches) {
      let row = 0;
      for (let at = text.indexOf(word); at >= 0 && row < ends.length; at = text.indexOf(word, ends[row])) {
        while ((ends[row] ?? Infinity) <= at) {
          row += 1;
        }
        into[first + row] = 1;
      }
    }
  }
}
