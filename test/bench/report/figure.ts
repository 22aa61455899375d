import { size } from '../scenes/scale';

/** How many times each figure is measured. The median counts. */
export const REPETITIONS = size(5, 1);

/** One measured figure, as the table, the JSON and the results page show it. */
export interface Figure {
  /** Its key in the JSON, such as `list.vsIdeal`: the part before the dot names an object. */
  readonly key: string;
  /** A short description for people. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The promised limit. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
}

/** @returns whether the figure is within its limit */
export function holds({ value, limit }: Figure): boolean {
  if (limit === undefined) {
    return true;
  }
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** @returns the median: the middle value, or the mean of the two in the middle */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** @returns the slope of the least-squares line through the logarithms: 1 when the cost is proportional to the size */
export function exponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(logs.map((point) => point.x));
  const y = mean(logs.map((point) => point.y));
  const above = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const below = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return above / below;
}
