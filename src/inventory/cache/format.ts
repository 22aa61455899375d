import * as v from 'valibot';
import { type Instance } from '../../model/instance';
import { type Phone } from '../../model/phone';
import { type Server } from '../../model/server';
import { type Listing, listingOf } from '../lists/listing';

/** The kinds of list in the cache. One file holds the lists of one kind of one project. */
export type CachedKind = 'servers' | 'phones' | 'instances';

const some = v.exactOptional(v.string());
const number = v.exactOptional(v.number());
const yesOrNo = v.exactOptional(v.boolean());

/** The servers of a project, as cached. */
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

/** The phones of a server, as cached. */
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

/** The instances of a project, as cached. */
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
 * Writes a list as one line of JSON: the server id, the time of reading, the cloud's total, the number of rows, and the
 * rows column by column. A column with the same value in all rows is written as one value. 60,000 phones take 5 MB in
 * this form and 15 MB as plain JSON.
 * @param serverId the server that the phones belong to; empty for other lists
 * @returns the line, without a line break
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

/**
 * Reads a line of `writeLine`.
 * @param schema checks the rows
 * @returns the list, marked `isCached`; undefined for any other text
 */
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

/** @returns the value of a JSON text; undefined when it is not JSON */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
