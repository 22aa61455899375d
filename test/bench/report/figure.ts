import { size } from '../scenes/scale';

/** How many times each thing is measured; of them the median counts. */
export const REPETITIONS = size(5, 1);

/** One measured figure, as the table, the JSON and the results page show it. */
export interface Figure {
  /** Its name in the JSON, such as `list.vsIdeal`: what stands before the dot names an object. */
  readonly key: string;
  /** What it is, for people. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What is promised of it. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
}

/** @returns whether the figure keeps what is promised of it */
export function holds({ value, limit }: Figure): boolean {
  if (limit === undefined) {
    return true;
  }
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** @returns the middle one, or the mean of the two in the middle */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** @returns the slope of the line of least squares through the logarithms: 1 where cost grows as the size does */
export function exponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(logs.map((point) => point.x));
  const y = mean(logs.map((point) => point.y));
  const above = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const below = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return above / below;
}
