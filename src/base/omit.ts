/** @returns a copy without these fields */
export function omit<T extends object, K extends keyof T>(fields: T, names: readonly K[]): Omit<T, K> {
  const rest = { ...fields };
  for (const name of names) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- it is a copy, and the names are its own.
    delete rest[name];
  }
  return rest;
}
