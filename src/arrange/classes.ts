/**
 * Rows sorted by something that many of them have in common, as a state or a model: what is true of one of a class is
 * true of all, so that a question is asked once a class and not once a row.
 */
export class Classes {
  /** The class of each row. */
  private readonly numbers: Uint32Array;
  /** The first row of each class. */
  private readonly samples: number[] = [];

  /** @param keyOf what rows of one class have in common */
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

  /** Sets a 1 for each row of the classes that the test is true of. */
  mark(test: (row: number) => boolean, into: Uint8Array): void {
    const answers = Uint8Array.from(this.samples, (row) => (test(row) ? 1 : 0));
    const { numbers } = this;
    for (let row = 0; row < numbers.length; row++) {
      into[row] = (into[row] ?? 0) | (answers[numbers[row] ?? 0] ?? 0);
    }
  }

  /** @returns a row of each class that has one among these. */
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
