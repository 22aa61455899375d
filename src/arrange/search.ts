import { type StatusFacts } from '../model/status';
import { type Message } from '../base/message';
import { Classes } from './classes';
import { fold, type Query, type Term } from './query';
import { type RowKind, type RowsOf, STATUS_OF } from './rowFacts';
import { TextIndex } from './textIndex';

/** What a search has to know beside the rows. */
export interface SearchContext {
  /** @returns the ways to say a status: in English, and in the language that the person reads. */
  readonly statusTexts: (word: Message) => readonly string[];
  /** @returns the name and the id of a server, for its phones. */
  readonly serverTexts: (id: string) => readonly (string | undefined)[];
}

type Texts<T> = (row: T) => readonly (string | undefined)[];
type Field<T> = (row: T) => string | undefined;

/** Where the words and each key look in a row. */
interface Fields<T> {
  /** What differs from row to row, by the keys that look at it. */
  readonly texts: Readonly<Partial<Record<Term['key'], readonly Texts<T>[]>>>;
  readonly model: readonly Field<T>[];
  readonly az: readonly Field<T>[];
  /** The id of the server that the row belongs to. */
  readonly server: readonly Field<T>[];
  readonly code: (row: T) => number | undefined;
  readonly status: (row: T) => StatusFacts;
  /** What tells one state from another. */
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
 * Looks for a query in the rows of a listing, in time in proportion to their number.
 * @returns a 1 for each row that fits every term, in the rows' order
 */
export function search<K extends RowKind>(
  kind: K,
  rows: readonly RowsOf[K][],
  query: Query,
  context: SearchContext,
): Uint8Array {
  const fields: Fields<RowsOf[K]> = FIELDS[kind];
  const hits = new Uint8Array(rows.length).fill(1);
  for (const term of query.terms) {
    const found = new Uint8Array(rows.length);
    for (const texts of fields.texts[term.key] ?? []) {
      indexOf(rows, texts).mark(term.value, hits, found);
    }
    for (const { keyOf, test } of questions(term, fields, context)) {
      classesOf(rows, keyOf).mark((at) => {
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

/** @returns the ids of the servers that have a phone among the hits. */
export function serversWith(phones: readonly RowsOf['phones'][], hits: Uint8Array): readonly string[] {
  const samples = classesOf(phones, phoneServer).having(hits);
  return samples.map((at) => phones[at]?.serverId).filter((id) => id !== undefined);
}

/** A question to which all rows with the same key have the same answer. */
interface Question<T> {
  readonly keyOf: (row: T) => unknown;
  readonly test: (row: T) => boolean;
}

function questions<T>({ key, value }: Term, fields: Fields<T>, context: SearchContext): readonly Question<T>[] {
  switch (key) {
    case 'text':
    case 'user':
      return [];
    case 'model':
    case 'az':
      return fields[key].map((field) => about(field, (text) => fold(text).includes(value)));
    case 'server':
      return fields.server.map((field) =>
        about(field, (id) =>
          [id, ...context.serverTexts(id)].some((text) => text !== undefined && fold(text).includes(value)),
        ),
      );
    case 'status':
      return [{ keyOf: fields.state, test: isInState(value, fields, context) }];
  }
}

const about = <T>(field: Field<T>, isMeant: (text: string) => boolean): Question<T> => ({
  keyOf: field,
  test: (row) => {
    const text = field(row);
    return text !== undefined && isMeant(text);
  },
});

function isInState<T>(value: string, fields: Fields<T>, { statusTexts }: SearchContext): (row: T) => boolean {
  const number = /^-?\d+$/.test(value) ? Number(value) : undefined;
  return (row) =>
    (number !== undefined && fields.code(row) === number) ||
    statusTexts(fields.status(row).word).some((text) => beginsWord(fold(text), value));
}

/** `normal` is not `abnormal`: a word of the status has to begin with it. */
const beginsWord = (text: string, value: string): boolean => text.startsWith(value) || text.includes(` ${value}`);

/** A listing's rows are never changed in place, so what was made of them stands as long as they do. */
class Kept<V> {
  private readonly byRows = new WeakMap<readonly unknown[], Map<unknown, V>>();

  /** @param by what of the rows it was made of */
  get(rows: readonly unknown[], by: unknown, make: () => V): V {
    const kept = this.byRows.get(rows) ?? new Map<unknown, V>();
    this.byRows.set(rows, kept);
    const value = kept.get(by) ?? make();
    kept.set(by, value);
    return value;
  }
}

const indexes = new Kept<TextIndex>();

function indexOf<T>(rows: readonly T[], texts: Texts<T>): TextIndex {
  return indexes.get(rows, texts, () => {
    return new TextIndex(rows.length, (at) => {
      const row = rows[at];
      return row === undefined ? [] : texts(row);
    });
  });
}

const classes = new Kept<Classes>();

function classesOf<T>(rows: readonly T[], keyOf: (row: T) => unknown): Classes {
  return classes.get(rows, keyOf, () => {
    return new Classes(rows.length, (at) => {
      const row = rows[at];
      return row === undefined ? undefined : keyOf(row);
    });
  });
}
