import { type Rows } from '../../base/paging';

/** One list as far as it is known. */
export interface Listing<T> {
  readonly rows: readonly T[];
  /**
   * How many rows the cloud counts. More than `rows` while the list is being read, or when some rows could not be read.
   */
  readonly total: number;
  /**
   * When the reading ended, in milliseconds since the epoch. While the first reading runs, the time of the last page.
   */
  readonly readAt: number;
  /** False while the first reading runs, and when a part could not be read: see `failures`. */
  readonly isComplete: boolean;
  /**
   * True when no reading has ended since the rows came from the disk cache, or since the sign-in ended and they were
   * set aside.
   */
  readonly isCached: boolean;
  /** False when rows kept coming and going during the reading. Then a row may be missing or be there in excess. */
  readonly heldStill: boolean;
  /** The parts that could not be read. Their earlier rows stay in `rows`. */
  readonly failures: readonly ListingFailure[];
}

/** A server whose phones could not be read, in a list of all phones of a project. */
export interface ListingFailure {
  readonly serverId: string;
  readonly error: unknown;
}

/**
 * @param readAt when the reading ended, in milliseconds since the epoch
 * @returns the listing of a reading that has ended without failures
 */
export const listingOf = <T>({ rows, total, heldStill }: Rows<T>, readAt: number): Listing<T> => ({
  rows,
  total,
  readAt,
  isComplete: true,
  isCached: false,
  heldStill,
  failures: [],
});

/** Stands for a row that could not be read. Its earlier state stays. */
export const UNREAD = Symbol('unread');
export type Unread = typeof UNREAD;
