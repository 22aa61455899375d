/**
 * Rows divided into classes by a value that many rows share, such as a status or a model. A test that depends only on
 * that value runs once for each class instead of once for each row.
 */
export class ValueIndex {
  /** The number of the class of each row. */
  private readonly numbers: Uint32Array;
  /** The first row of each class. */
  private readonly samples: number[] = [];

  /**
   * @param count the number of rows
   * @param keyOf returns the value by which a row is classed
   */
  constructor(count: number, keyOf: (row: number) => unknown) {
    const numbers = new Map<unknown, number>();
    this.numbers = new Uint32Array(count);
    for (let row = 0; row < count; row++) {
      const key = keyOf(row);
      let number = numbers.get(key);
      if (number === undefined) {
        number = this.samples.push(row) - 1;
        numbers.set(key, number);
      }
      this.numbers[row] = number;
    }
  }

  /**
   * Marks the rows of the classes that pass a test.
   * @param test called with one row of each class
   * @param into gets a 1 for each marked row; other rows stay as they are
   */
  mark(test: (row: number) => boolean, into: Uint8Array): void {
    const answers = Uint8Array.from(this.samples, (row) => (test(row) ? 1 : 0));
    const { numbers } = this;
    for (let row = 0; row < numbers.length; row++) {
      into[row] = (into[row] ?? 0) | (answers[numbers[row] ?? 0] ?? 0);
    }
  }

  /**
   * @param rows 1 for each row that counts
   * @returns one row of each class with a row that counts: the first row of the class
   */
  having(rows: Uint8Array): readonly number[] {
    const has = new Uint8Array(this.samples.length);
    const { numbers } = this;
    for (let row = 0; row < numbers.length; row++) {
      const number = numbers[row] ?? 0;
      has[number] = (has[number] ?? 0) | (rows[row] ?? 0);
    }
    return this.samples.filter((_, number) => has[number] === 1);
  }
}
