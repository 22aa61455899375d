/** The same fields: those that may be undefined are absent then. */
type OmitUndefined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** @returns the same without the fields that are undefined, as the types of optional fields want it */
export function omitUndefined<T extends object>(fields: T): OmitUndefined<T> {
  const rest: Record<string, unknown> = {};
  for (const name in fields) {
    if (fields[name] !== undefined) {
      rest[name] = fields[name];
    }
  }
  return rest as OmitUndefined<T>;
}
