import { type FileName, OWNER_REQUESTS, type OwnerRequest } from './fileNames';

/** What the names of its files say of an operation. */
export interface Marks {
  readonly number: number;
  readonly names: readonly string[];
  /** false: there are only marks of it. */
  readonly isStored: boolean;
  readonly isPacked: boolean;
  /** 1 for the window that began it, and one more for each window that took it over. */
  readonly epoch: number;
  /** How often the results of the ended operation were corrected. */
  readonly corrections: number;
  /** Its owner has released it. */
  readonly isReleased: boolean;
  /** What is requested of its owner. */
  readonly requested: readonly OwnerRequest[];
}

/** @param files the files of one operation */
export function marksOf(number: number, files: readonly FileName[]): Marks {
  const kinds = new Set(files.map(({ kind }) => kind));
  const epoch = Math.max(1, ...files.map((file) => file.epoch));
  return {
    number,
    names: files.map(({ name }) => name),
    isStored: kinds.has('jsonl') || kinds.has('json.gz'),
    isPacked: kinds.has('json.gz'),
    epoch,
    corrections: Math.max(0, ...files.map(({ correction }) => correction)),
    isReleased: kinds.has(`released-${epoch}`),
    requested: OWNER_REQUESTS.filter((what) => kinds.has(what)),
  };
}
