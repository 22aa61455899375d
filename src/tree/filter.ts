import { type Instance } from '../model/instance';
import { type Phone } from '../model/phone';
import { type Server } from '../model/server';

/** The texts of a row in which a filter looks. */
export const serverTexts = (s: Server): readonly (string | undefined)[] => [s.name, s.id, s.address];
export const phoneTexts = (p: Phone): readonly (string | undefined)[] => [p.name, p.id];
export const instanceTexts = (i: Instance): readonly (string | undefined)[] => [i.name, i.id, i.userId, i.memberName];

/** Whether every word of the filter is found in one of the texts; an empty filter matches all. */
export function matches(filter: string, texts: readonly (string | undefined)[]): boolean {
  const lower = texts.map((text) => text?.toLowerCase() ?? '');
  return words(filter).every((word) => lower.some((text) => text.includes(word)));
}

const words = (filter: string): string[] =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
