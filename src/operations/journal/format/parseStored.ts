import * as v from 'valibot';

/** @returns what a stored text says; undefined where it is not JSON or does not fit the schema */
export function parseStored<T>(schema: v.GenericSchema<unknown, T>, json: string): T | undefined {
  try {
    return v.parse(schema, JSON.parse(json));
  } catch {
    return undefined;
  }
}
