import { type Call, headerOf } from './answer';

const hex32 = /^[0-9a-f]{32}$/;
const wholeNumber = /^-?\d{1,15}$/;

/** @returns whether a text has the form of an id of CPH and IAM */
export function isHexId(text: string): boolean {
  return hex32.test(text);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the value at a path of property names, or undefined when the path does not exist */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

/** @returns the text at a path of property names, or undefined when there is none or it is empty */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function sendsJson(call: Call): boolean {
  return /^application\/json(\s*;.*)?$/i.test(headerOf(call, 'content-type') ?? '');
}

/** @returns the body read as JSON, or undefined when it is not JSON */
export function jsonBody(call: Call): unknown {
  try {
    const body: unknown = JSON.parse(call.text);
    return body;
  } catch {
    return undefined;
  }
}

/**
 * @returns a whole number of the query; the default when it is absent; 'bad' when it is not a number or out of bounds
 */
export function integerOf<T extends number | undefined>(
  query: URLSearchParams,
  name: string,
  absent: T,
  from = Number.MIN_SAFE_INTEGER,
  to = Number.MAX_SAFE_INTEGER,
): number | T | 'bad' {
  const text = query.get(name);
  if (text === null) {
    return absent;
  }
  const value = Number(text);
  return wholeNumber.test(text) && value >= from && value <= to ? value : 'bad';
}

/**
 * @returns the rows of one page, and how many rows there are in all. It goes through the rows once and keeps only the
 *   page.
 */
export function pageOf<T>(rows: Iterable<T>, offset: number, limit: number): { rows: T[]; count: number } {
  const page: T[] = [];
  let count = 0;
  for (const row of rows) {
    if (count >= offset && page.length < limit) {
      page.push(row);
    }
    count++;
  }
  return { rows: page, count };
}
