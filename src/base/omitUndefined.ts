/** The same fields, where each field that may be undefined is optional instead. */
type OmitUndefined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/**
 * @returns the same without the fields whose value is undefined: the object itself where no field is, otherwise a copy.
 *   An optional field may be absent but not undefined here (`exactOptionalPropertyTypes`).
 */
export function omitUndefined<T extends object>(fields: T): OmitUndefined<T> {
  for (const name in fields) {
    if (fields[name] === undefined) {
      return definedOf(fields);
    }
  }
  return fields;
}

function definedOf<T extends object>(fields: T): OmitUndefined<T> {
  const rest: Record<string, unknown> = {};
  for (const name in fields) {
    if (fields[name] !== undefined) {
      rest[name] = fields[name];
    }
  }
  return rest as OmitUndefined<T>;
}
