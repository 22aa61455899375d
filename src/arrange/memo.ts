/** Keeps one value for each key as long as all that it was made of stays the same. */
export class Memo<T> {
  private readonly kept = new Map<string, { readonly of: readonly unknown[]; readonly value: T }>();

  /** @param make makes the value; it gets the one before, which was made of something else */
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
