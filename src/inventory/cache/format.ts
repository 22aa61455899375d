import * as v from 'valibot';
import { type Instance } from '../../model/instance';
import { type Phone } from '../../model/phone';
import { type Server } from '../../model/server';
import { type Listing, listingOf } from '../lists/listing';

/** What a file of the cache holds: the lists of one kind of one project. */
export type CachedKind = 'servers' | 'phones' | 'instances';

const some = v.exactOptional(v.string());
const number = v.exactOptional(v.number());
const yesOrNo = v.exactOptional(v.boolean());

export const cachedServers = v.array(
  v.object({
    id: v.string(),
    name: some,
    status: number,
    address: some,
    serverModel: some,
    phoneModel: some,
    zone: some,
    createdAt: some,
  }),
) satisfies v.GenericSchema<unknown, Server[]>;

export const cachedPhones = v.array(
  v.object({
    id: v.string(),
    name: some,
    serverId: some,
    status: number,
    model: some,
    imageVersion: some,
    zone: some,
    createdAt: some,
  }),
) satisfies v.GenericSchema<unknown, Phone[]>;

export const cachedInstances = v.array(
  v.object({
    id: v.string(),
    name: some,
    runningStatus: number,
    isFrozen: yesOrNo,
    isLoggedIn: yesOrNo,
    isAssigned: yesOrNo,
    userId: some,
    memberName: some,
    sku: some,
    region: some,
  }),
) satisfies v.GenericSchema<unknown, Instance[]>;

const cell = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const line = v.tuple([
  v.string(),
  v.number(),
  v.number(),
  v.number(),
  v.record(v.string(), v.union([cell, v.array(cell)])),
]);

/**
 * A list as one line: its server's id or nothing, when it was read, how many the cloud counts, how many rows there are,
 * and the rows column by column; a column with the same in all rows is written once. 60,000 phones take 5 MB that way,
 * as plain JSON 15 MB.
 */
export function writeLine(serverId: string, { rows, readAt, total }: Listing<object>): string {
  const columns = new Map<string, unknown[]>();
  rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) {
      const column = columns.get(name) ?? Array.from<unknown>({ length: rows.length }).fill(null);
      column[index] = value;
      columns.set(name, column);
    }
  });
  const short = [...columns].map(([name, column]) => [
    name,
    column.every((value) => value === column[0]) ? column[0] : column,
  ]);
  return JSON.stringify([serverId, readAt, total, rows.length, Object.fromEntries(short)]);
}

/** @returns the list as it was written; undefined for anything else */
export function readLine<T>(
  text: string,
  schema: v.GenericSchema<unknown, T[]>,
): { readonly serverId: string; readonly listing: Listing<T> } | undefined {
  const read = v.safeParse(line, parsed(text));
  if (!read.success) {
    return undefined;
  }
  const [serverId, readAt, total, count, columns] = read.output;
  if (!Number.isSafeInteger(count) || count < 0 || count > text.length) {
    return undefined;
  }
  const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
  for (const [name, column] of Object.entries(columns)) {
    rows.forEach((row, index) => {
      const value = Array.isArray(column) ? column[index] : column;
      if (value !== null && value !== undefined) {
        row[name] = value;
      }
    });
  }
  const checked = v.safeParse(schema, rows);
  return checked.success
    ? { serverId, listing: { ...listingOf({ rows: checked.output, total, heldStill: true }, readAt), isCached: true } }
    : undefined;
}

/** @returns the value of a JSON text, or undefined */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
