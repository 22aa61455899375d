import { withMarked } from './marked';

/** What one level of tests came to. */
export interface LevelResult {
  readonly level: string;
  readonly where: string;
  readonly passed: number;
  readonly failed: number;
}

function countOf(output: string, word: 'passing' | 'failing'): number {
  const counts = [...output.matchAll(new RegExp(`^ *(\\d+) ${word}\\b`, 'gm'))].map((match) => Number(match[1]));
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Reads mocha's own summary from what a run printed. A run that ended badly counts as one failure at least, and so does
 * one in which no test ran.
 */
export function readCounts(output: string, exitCode: number): { passed: number; failed: number } {
  const passed = countOf(output, 'passing');
  const failed = countOf(output, 'failing');
  return { passed, failed: exitCode === 0 && passed > 0 ? failed : Math.max(failed, 1) };
}

/** The README's text with its table of counts made anew; throws where the marks are missing. */
export function withTable(readme: string, results: readonly LevelResult[]): string {
  const rows = results.map(({ level, where, passed }) => `| ${level} | ${where} | ${passed} |`);
  return withMarked(readme, 'tests', ['| Level | Where | Tests |', '| --- | --- | --: |', ...rows].join('\n'));
}
