import { type StatusFacts } from '../model/status';
import { type Message } from '../base/message';
import { ValueIndex } from './valueIndex';
import { fold, type Filter, type Term } from './parseFilter';
import { type RowKind, type RowsOf, STATUS_OF } from './rowFacts';
import { TextIndex } from './textIndex';

/** What a search needs besides the rows. */
export interface FilterContext {
  /** @returns the words for a status: in English, and in the language of the screen */
  readonly statusTexts: (word: Message) => readonly string[];
  /** @returns the name and the id of the server with this id; empty when it is not known */
  readonly serverTexts: (id: string) => readonly (string | undefined)[];
}

/** Texts that differ from row to row. */
type Texts<T> = (row: T) => readonly (string | undefined)[];
/** A value that many rows share. */
type Field<T> = (row: T) => string | undefined;

/** Where each key of a term looks in a row. */
interface Fields<T> {
  /** The texts that differ from row to row, by key. */
  readonly texts: Readonly<Partial<Record<Term['key'], readonly Texts<T>[]>>>;
  readonly model: readonly Field<T>[];
  readonly az: readonly Field<T>[];
  /** The id of the server that the row belongs to. */
  readonly server: readonly Field<T>[];
  /** The status code of the cloud, for `status:` with a number. */
  readonly code: (row: T) => number | undefined;
  readonly status: (row: T) => StatusFacts;
  /** A value that is different for each state. */
  readonly state: (row: T) => number | string | undefined;
}

const serverNames: Texts<RowsOf['servers']> = ({ name, id }) => [name, id];
const phoneServer: Field<RowsOf['phones']> = ({ serverId }) => serverId;
const instanceUsers: Texts<RowsOf['instances']> = ({ userId, memberName }) => [userId, memberName];

const FIELDS: { readonly [K in RowKind]: Fields<RowsOf[K]> } = {
  servers: {
    texts: { text: [({ address }) => [address], serverNames], server: [serverNames] },
    model: [(row) => row.serverModel, (row) => row.phoneModel],
    az: [(row) => row.zone],
    server: [],
    code: (row) => row.status,
    status: STATUS_OF.servers,
    state: (row) => row.status,
  },
  phones: {
    texts: { text: [({ name, id }) => [name, id]] },
    model: [(row) => row.model],
    az: [(row) => row.zone],
    server: [phoneServer],
    code: (row) => row.status,
    status: STATUS_OF.phones,
    state: (row) => row.status,
  },
  instances: {
    texts: { text: [instanceUsers, ({ name, id }) => [name, id]], user: [instanceUsers] },
    model: [(row) => row.sku],
    az: [],
    server: [],
    code: (row) => row.runningStatus,
    status: STATUS_OF.instances,
    state: (row) => (row.isFrozen === true ? `frozen ${row.runningStatus ?? ''}` : row.runningStatus),
  },
};

/**
 * Applies a filter to the rows of a list.
 * @param rows must not be changed afterwards: indexes of them are kept
 * @returns for each row, in order: 1 when it matches every term of the filter, otherwise 0
 */
export function filterMatches<K extends RowKind>(
  kind: K,
  rows: readonly RowsOf[K][],
  filter: Filter,
  context: FilterContext,
): Uint8Array {
  const fields: Fields<RowsOf[K]> = FIELDS[kind];
  const hits = new Uint8Array(rows.length).fill(1);
  for (const term of filter.terms) {
    const found = new Uint8Array(rows.length);
    for (const texts of fields.texts[term.key] ?? []) {
      textIndexOf(rows, texts).mark(term.value, hits, found);
    }
    for (const { keyOf, test } of classTests(term, fields, context)) {
      valueIndexOf(rows, keyOf).mark((at) => {
        const row = rows[at];
        return row !== undefined && test(row);
      }, found);
    }
    const turned = term.isNegated ? 1 : 0;
    for (let at = 0; at < hits.length; at++) {
      hits[at] = (hits[at] ?? 0) & ((found[at] ?? 0) ^ turned);
    }
  }
  return hits;
}

/**
 * @param hits 1 for each phone that matches
 * @returns the ids of the servers with a matching phone
 */
export function serversWith(phones: readonly RowsOf['phones'][], hits: Uint8Array): readonly string[] {
  const samples = valueIndexOf(phones, phoneServer).having(hits);
  return samples.map((at) => phones[at]?.serverId).filter((id) => id !== undefined);
}

/** A test whose result is the same for all rows with the same key. */
interface ClassTest<T> {
  readonly keyOf: (row: T) => unknown;
  readonly test: (row: T) => boolean;
}

function classTests<T>({ key, value }: Term, fields: Fields<T>, context: FilterContext): readonly ClassTest<T>[] {
  switch (key) {
    case 'text':
    case 'user':
      return [];
    case 'model':
    case 'az':
      return fields[key].map((field) => fieldTest(field, (text) => fold(text).includes(value)));
    case 'server':
      return fields.server.map((field) =>
        fieldTest(field, (id) =>
          [id, ...context.serverTexts(id)].some((text) => text !== undefined && fold(text).includes(value)),
        ),
      );
    case 'status':
      return [{ keyOf: fields.state, test: isInState(value, fields, context) }];
  }
}

const fieldTest = <T>(field: Field<T>, isMeant: (text: string) => boolean): ClassTest<T> => ({
  keyOf: field,
  test: (row) => {
    const text = field(row);
    return text !== undefined && isMeant(text);
  },
});

/** @returns a test for `status:`: the value is the code of the row, or begins a word of its status */
function isInState<T>(value: string, fields: Fields<T>, { statusTexts }: FilterContext): (row: T) => boolean {
  const number = /^-?\d+$/.test(value) ? Number(value) : undefined;
  return (row) =>
    (number !== undefined && fields.code(row) === number) ||
    statusTexts(fields.status(row).word).some((text) => beginsWord(fold(text), value));
}

/** A word of the status must begin with the value, so that `normal` does not match `abnormal`. */
const beginsWord = (text: string, value: string): boolean => text.startsWith(value) || text.includes(` ${value}`);

/** Keeps values made from the rows of a list as long as the rows exist. Rows are never changed in place. */
class Kept<V> {
  private readonly byRows = new WeakMap<readonly unknown[], Map<unknown, V>>();

  /** @param by tells apart the values of the same rows */
  get(rows: readonly unknown[], by: unknown, make: () => V): V {
    const kept = this.byRows.get(rows) ?? new Map<unknown, V>();
    this.byRows.set(rows, kept);
    const value = kept.get(by) ?? make();
    kept.set(by, value);
    return value;
  }
}

const textIndexes = new Kept<TextIndex>();

function textIndexOf<T>(rows: readonly T[], texts: Texts<T>): TextIndex {
  return textIndexes.get(rows, texts, () => {
    return new TextIndex(rows.length, (at) => {
      const row = rows[at];
      return row === undefined ? [] : texts(row);
    });
  });
}

const valueIndexes = new Kept<ValueIndex>();

function valueIndexOf<T>(rows: readonly T[], keyOf: (row: T) => unknown): ValueIndex {
  return valueIndexes.get(rows, keyOf, () => {
    return new ValueIndex(rows.length, (at) => {
      const row = rows[at];
      return row === undefined ? undefined : keyOf(row);
    });
  });
}
