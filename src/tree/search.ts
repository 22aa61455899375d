import { type StatusFacts } from '../model/status';
import { type Text } from '../model/text';
import { fold, type Query, type Term } from './query';
import { type RowKind, type RowsOf, STATUS_OF } from './rowFacts';
import { TextIndex } from './textIndex';

/** What a search has to know beside the rows. */
export interface SearchContext {
  /** @returns the ways to say a status: in English, and in the language that the person reads. */
  readonly statusTexts: (word: Text) => readonly string[];
  /** @returns the name and the id of a server, for its phones. */
  readonly serverTexts: (id: string) => readonly (string | undefined)[];
}

type Key = Exclude<Term['key'], 'text'>;
type Field<T> = (row: T) => string | undefined;

/** Where the words and each key look in a row. */
interface Fields<T> {
  readonly text: (row: T) => readonly (string | undefined)[];
  readonly user: readonly Field<T>[];
  readonly model: readonly Field<T>[];
  readonly az: readonly Field<T>[];
  readonly code: (row: T) => number | undefined;
  readonly status: (row: T) => StatusFacts;
  readonly isFrozen: (row: T) => boolean;
  /** What says which server the row is. */
  readonly isServer: readonly Field<T>[];
  /** The id of the server that the row belongs to. */
  readonly server: Field<T>;
  /** The keys that look at nothing but what the words look at, too. */
  readonly inText: readonly Term['key'][];
}

const FIELDS: { readonly [K in RowKind]: Fields<RowsOf[K]> } = {
  servers: {
    text: ({ name, id, address }) => [name, id, address],
    user: [],
    model: [(row) => row.serverModel, (row) => row.phoneModel],
    az: [(row) => row.zone],
    code: (row) => row.status,
    status: STATUS_OF.servers,
    isFrozen: () => false,
    isServer: [(row) => row.name, (row) => row.id],
    server: () => undefined,
    inText: ['text', 'server'],
  },
  phones: {
    text: ({ name, id }) => [name, id],
    user: [],
    model: [(row) => row.model],
    az: [(row) => row.zone],
    code: (row) => row.status,
    status: STATUS_OF.phones,
    isFrozen: () => false,
    isServer: [],
    server: (row) => row.serverId,
    inText: ['text'],
  },
  instances: {
    text: ({ name, id, userId, memberName }) => [name, id, userId, memberName],
    user: [(row) => row.userId, (row) => row.memberName],
    model: [(row) => row.sku],
    az: [],
    code: (row) => row.runningStatus,
    status: STATUS_OF.instances,
    isFrozen: (row) => row.isFrozen === true,
    isServer: [],
    server: () => undefined,
    inText: ['text', 'user'],
  },
};

/** A listing's rows are never changed in place, so what was made of them stands as long as they do. */
const indexes = new WeakMap<readonly object[], TextIndex>();

function indexOf<T extends object>(rows: readonly T[], fields: Fields<T>): TextIndex {
  const known = indexes.get(rows);
  if (known) {
    return known;
  }
  const index = new TextIndex(rows.length, (at) => {
    const row = rows[at];
    return row === undefined ? [] : fields.text(row);
  });
  indexes.set(rows, index);
  return index;
}

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
  // What the index can answer comes first: it is the quickest, and the rest then looks only at what is left.
  for (const { key, value, isNegated } of query.terms) {
    if (key === 'text' || (fields.inText.includes(key) && !isNegated)) {
      const found = new Uint8Array(rows.length);
      indexOf(rows, fields).mark(value, found);
      keep(hits, (at) => (found[at] === 1) !== isNegated);
    }
  }
  for (const { key, value, isNegated } of query.terms) {
    if (key !== 'text') {
      const test = TESTS[key](value, fields, context);
      keep(hits, (at) => {
        const row = rows[at];
        return row !== undefined && test(row) !== isNegated;
      });
    }
  }
  return hits;
}

function keep(hits: Uint8Array, fits: (at: number) => boolean): void {
  for (let at = 0; at < hits.length; at++) {
    if (hits[at] === 1 && !fits(at)) {
      hits[at] = 0;
    }
  }
}

type Test = <T>(value: string, fields: Fields<T>, context: SearchContext) => (row: T) => boolean;

const TESTS: Record<Key, Test> = {
  user: (value, { user }) => anyOf(user, contains(value)),
  model: (value, { model }) => anyOf(model, remembered(contains(value))),
  az: (value, { az }) => anyOf(az, remembered(contains(value))),
  server: (value, { isServer, server }, { serverTexts }) => {
    const isMeant = contains(value);
    const isIt = anyOf(isServer, isMeant);
    const isOnIt = anyOf(
      [server],
      remembered((id) => [id, ...serverTexts(id)].some((text) => text !== undefined && isMeant(text))),
    );
    return (row) => isIt(row) || isOnIt(row);
  },
  status: (value, fields, { statusTexts }) => {
    const number = /^-?\d+$/.test(value) ? Number(value) : undefined;
    const known = new Map<number | string | undefined, boolean>();
    return (row) => {
      const code = fields.code(row);
      const state = fields.isFrozen(row) ? `frozen ${code ?? ''}` : code;
      let says = known.get(state);
      if (says === undefined) {
        const texts = statusTexts(fields.status(row).word);
        says = (number !== undefined && code === number) || texts.some((text) => beginsWord(fold(text), value));
        known.set(state, says);
      }
      return says;
    };
  },
};

/** `normal` is not `abnormal`: a word of the status has to begin with it. */
const beginsWord = (text: string, value: string): boolean => text.startsWith(value) || text.includes(` ${value}`);

const contains =
  (value: string) =>
  (text: string): boolean =>
    fold(text).includes(value);

const anyOf =
  <T>(fields: readonly Field<T>[], isMeant: (text: string) => boolean) =>
  (row: T): boolean =>
    fields.some((field) => {
      const text = field(row);
      return text !== undefined && isMeant(text);
    });

/** Few values stand in many rows, so each is looked at once. */
function remembered(decide: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let decided = known.get(text);
    if (decided === undefined) {
      decided = decide(text);
      known.set(text, decided);
    }
    return decided;
  };
}
