import { type Call, headerOf } from './answer';

const hex32 = /^[0-9a-f]{32}$/;
const wholeNumber = /^-?\d{1,15}$/;

/** Whether a text is an id as CPH and IAM make them. */
export function isHexId(text: string): boolean {
  return hex32.test(text);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of property names, or undefined where the path ends early. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

/** The non-empty text at a path of property names, or undefined. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function sendsJson(call: Call): boolean {
  return /^application\/json(\s*;.*)?$/i.test(headerOf(call, 'content-type') ?? '');
}

/** The body as JSON, or undefined where it is none. */
export function jsonBody(call: Call): unknown {
  try {
    const body: unknown = JSON.parse(call.text);
    return body;
  } catch {
    return undefined;
  }
}

/** A whole number of the query; the default where it is absent, 'bad' where it is none or out of bounds. */
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

/** The rows of one page, and how many there are in all; takes one pass and keeps only the page. */
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
