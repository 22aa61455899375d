import { type Rows } from '../../base/paging';

/** The rows of one list as they are known. */
export interface Listing<T> {
  readonly rows: readonly T[];
  /** How many there are as the cloud counts; more than `rows` while they are read, or when some could not be. */
  readonly total: number;
  /** When the reading ended that brought them; milliseconds since the epoch. While the first one runs, the time of the last page. */
  readonly readAt: number;
  /** false while the first reading runs, and when a part could not be read: see `failures`. */
  readonly isComplete: boolean;
  /**
   * They come from the disk, as another window or an earlier one left them, or were set aside when the sign-in ended; no
   * reading has ended since.
   */
  readonly isCached: boolean;
  /** false when rows came and went all through the reading: there may be one too many, or one may be missing. */
  readonly heldStill: boolean;
  /** The parts that could not be read; what was known of them before stays among the rows. */
  readonly failures: readonly ListingFailure[];
}

/** Of the phones of a project: those of this server could not be read. */
export interface ListingFailure {
  readonly serverId: string;
  readonly error: unknown;
}

/** @returns the listing that a reading makes when it has ended. */
export const listingOf = <T>({ rows, total, heldStill }: Rows<T>, readAt: number): Listing<T> => ({
  rows,
  total,
  readAt,
  isComplete: true,
  isCached: false,
  heldStill,
  failures: [],
});

/** Stands for a row that could not be read: what is known of it is no newer for that. */
export const UNREAD = Symbol('unread');
export type Unread = typeof UNREAD;
