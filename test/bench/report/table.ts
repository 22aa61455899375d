import { type Figure, holds } from './figure';

/** @returns the limit of a figure as text; empty for a figure without one */
export function limitText({ limit }: Figure): string {
  if (limit === undefined) {
    return '';
  }
  return 'atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`;
}

/** @returns as text whether the figure is within its limit; empty for a figure without one */
export function verdict(figure: Figure): string {
  return figure.limit === undefined ? '' : holds(figure) ? 'holds' : 'over';
}

/** Rounds to an integer from 1,000 on, and to three significant digits below. */
const digits = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

/** @returns the value with its unit */
export const amount = ({ value, unit }: Figure): string => `${digits(value)} ${unit}`.trim();

/** @returns the figure as a line of the table on the console */
export function asLine(figure: Figure): string {
  const cells = [
    figure.key.padEnd(24),
    amount(figure).padStart(14),
    limitText(figure).padEnd(14),
    verdict(figure).padEnd(6),
  ];
  return `${cells.join('  ')} ${figure.what}`;
}

/** @returns the figures as JSON: an object of objects, which are named by the part of a key before the dot */
export function asJson(figures: readonly Figure[]): string {
  const groups: Record<string, Record<string, number>> = {};
  for (const { key, value } of figures) {
    const [group = '', name = ''] = key.split('.');
    groups[group] = { ...groups[group], [name]: value };
  }
  return `${JSON.stringify(groups, undefined, 2)}\n`;
}
