/** One measured figure, as the table and the JSON show it. */
export interface Figure {
  /** Its name in the JSON, such as `signing.ratio`. */
  readonly key: string;
  /** What it is, for people. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The least it has to be, where something is promised. */
  readonly atLeast?: number;
}

export const isMet = ({ value, atLeast }: Figure): boolean => atLeast === undefined || value >= atLeast;

/** @returns the middle one, or the mean of the two in the middle */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}
