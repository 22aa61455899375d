import * as v from 'valibot';
import { omitUndefined } from '../../base/omitUndefined';
import { type Log } from '../../base/log';
import { message, type Message } from '../../base/message';
import { ApiError } from '../errors/errors';
import { type Answer, isRaw, type Raw } from '../request/request';

/** An id or a text: a number where text is documented becomes text; what parseJson kept as digits stays so. */
const textLike = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform((value) => String(value)),
);

/** The same, and not empty. */
export const idLike = v.pipe(textLike, v.trim(), v.minLength(1));

/** A whole number, also where it came as text. */
export const numberLike = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.trim(), v.regex(/^-?\d+$/))]),
  v.transform(Number),
  v.integer(),
);

/** A text that may be absent, null or empty: all three say nothing. */
export const someText = v.pipe(
  v.nullish(textLike),
  v.transform((value) => (value === '' || value === null ? undefined : value)),
);

/** The texts that many rows share: each is kept once, not once a row. A phone takes 212 bytes then, without it 411. */
const repeated = new Map<string, string>();
const MOST_REPEATED = 20_000;

function once(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const known = repeated.get(text);
  if (known !== undefined) {
    return known;
  }
  if (repeated.size >= MOST_REPEATED) {
    repeated.clear();
  }
  repeated.set(text, text);
  return text;
}

/** A text like that, of which many rows have the same. */
export const repeatedText = v.pipe(someText, v.transform(once));

export const someNumber = v.pipe(
  v.nullish(numberLike),
  v.transform((value) => value ?? undefined),
);

/**
 * The fields of one row. Each method reads one as the schema of that name does; what is not as described is noted in
 * `bad`, and then the row is not used as it was read.
 */
export class Fields {
  readonly bad: string[] = [];

  constructor(private readonly row: Raw) {}

  /** As `idLike`. */
  id(name: string): string {
    const id = this.text(name)?.trim() ?? '';
    if (id === '' && !this.bad.includes(name)) {
      this.bad.push(name);
    }
    return id;
  }

  /** As `someText`. */
  text(name: string): string | undefined {
    const value = this.row[name] ?? '';
    switch (typeof value) {
      case 'string':
        return value === '' ? undefined : value;
      case 'number':
      case 'boolean':
        return String(value);
      default:
        this.bad.push(name);
        return undefined;
    }
  }

  /** As `repeatedText`. */
  repeatedText(name: string): string | undefined {
    return once(this.text(name));
  }

  /** As `someNumber`. */
  number(name: string): number | undefined {
    const value = this.row[name] ?? undefined;
    const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
    if (number === undefined || (typeof number === 'number' && Number.isInteger(number))) {
      return number;
    }
    this.bad.push(name);
    return undefined;
  }
}

/**
 * A row that is read field by field, for lists of tens of thousands of rows: 60,000 phones take 75 ms so, and 365 ms as a
 * `v.object` of the same fields.
 */
export const fieldByField = <T>(read: (fields: Fields) => T) =>
  v.pipe(
    v.custom<Raw>((row) => typeof row === 'object' && row !== null),
    v.rawTransform(({ dataset: { value: row }, addIssue, NEVER }): T => {
      const fields = new Fields(row);
      const result = read(fields);
      for (const key of fields.bad) {
        addIssue({ path: [{ type: 'object', origin: 'value', input: { ...row }, key, value: row[key] }] });
      }
      return fields.bad.length === 0 ? result : NEVER;
    }),
  );

/** A list whose rows are looked at one by one, see `readRows`. */
export const rows = v.array(v.unknown());

type Schema<T> = v.GenericSchema<unknown, T>;

/** @throws ApiError of kind `badResponse` that names the field, never its value */
export function readShape<T>(schema: Schema<T>, value: unknown, answer: Answer): T {
  const read = v.safeParse(schema, value);
  if (read.success) {
    return read.output;
  }
  const [issue] = read.issues;
  const field = v.getDotPath(issue) ?? message('the body');
  if (issue.input === undefined) {
    return badShape(answer, message('{0} is missing', field));
  }
  return badShape(
    answer,
    issue.expected === null
      ? message('{0} is not as described', field)
      : message('{0} is not {1}', field, issue.expected),
  );
}

/** @throws ApiError of kind `badResponse`; what was asked may have run */
export function badShape(answer: Answer, what: Message): never {
  const { request, status, requestId } = answer;
  throw new ApiError('badResponse', message('The answer is not what the pages describe: {0}.', what), {
    request,
    status,
    ...omitUndefined({ requestId }),
  });
}

/**
 * Reads the rows of a list, so that a bad one does not cost the others: a bad field is left out where the row can do
 * without it, else the row is, both with a warning.
 */
export function readRows<T>(schema: Schema<T>, list: readonly unknown[], answer: Answer, log: Log): T[] {
  const read: T[] = [];
  list.forEach((row, index) => {
    const whole = v.safeParse(schema, row);
    const bad = whole.success ? [] : whole.issues.map((issue) => v.getDotPath(issue)?.split('.')[0] ?? '');
    const rest = whole.success ? whole : v.safeParse(schema, without(row, bad));
    if (rest.success) {
      read.push(rest.output);
    }
    if (!whole.success) {
      const what = rest.success ? 'left out a field' : 'left out a row';
      log.warn(`${what} that is not what the pages describe: ${answer.request} [${index}] ${bad.join(' ')}`);
    }
  });
  return read;
}

const without = (row: unknown, fields: readonly string[]): unknown =>
  isRaw(row) ? Object.fromEntries(Object.entries(row).filter(([name]) => !fields.includes(name))) : row;
