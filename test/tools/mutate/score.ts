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
