import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../root';
import { type Mutant } from './mutate';

const NOTICED: readonly string[] = ['Killed', 'Timeout'];
const UNNOTICED: readonly string[] = ['Survived', 'NoCoverage'];

export const wasNoticed = ({ status }: Pick<Mutant, 'status'>): boolean => NOTICED.includes(status);

/** @returns how many changes a test noticed. One that cannot be loaded is no change, and does not count. */
export function scoreOf(mutants: readonly Pick<Mutant, 'status'>[]): { percent: number; noticed: number; all: number } {
  const noticed = mutants.filter(wasNoticed).length;
  const all = noticed + mutants.filter(({ status }) => UNNOTICED.includes(status)).length;
  return { percent: all === 0 ? 100 : (100 * noticed) / all, noticed, all };
}

/** @returns a line for each change that no test noticed: the place, what stood there and what was put there */
export const survivorLines = (mutants: readonly Mutant[]): string[] =>
  mutants
    .filter(({ status }) => UNNOTICED.includes(status))
    .map(({ fileName, location, status, replacement }) => {
      const place = `${path.relative(root, fileName)}:${location.start.line}:${location.start.column}`;
      const reached = status === 'NoCoverage' ? ' (no test comes here)' : '';
      return `${place}: ${onOneLine(textAt(fileName, location))} -> ${onOneLine(replacement)}${reached}`;
    });

function textAt(fileName: string, { start, end }: Mutant['location']): string {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join('\n');
}

const onOneLine = (code: string): string => code.replaceAll(/\s+/g, ' ').slice(0, 120);
