/** Keeps one value for each key as long as everything that it was made from stays the same (compared by `===`). */
export class KeyedMemo<T> {
  private readonly kept = new Map<string, { readonly of: readonly unknown[]; readonly value: T }>();

  /**
   * @param of everything that the value is made from
   * @param make makes the value; gets the former one, which was made from something else
   * @returns the kept value, or a new one when something in `of` has changed
   */
  get(key: string, of: readonly unknown[], make: (before: T | undefined) => T): T {
    const kept = this.kept.get(key);
    if (kept !== undefined && kept.of.every((one, index) => one === of[index])) {
      return kept.value;
    }
    const value = make(kept?.value);
    this.kept.set(key, { of, value });
    return value;
  }
}
