/** How many tests passed and failed. */
export interface Counts {
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
export function readCounts(output: string, exitCode: number): Counts {
  const passed = countOf(output, 'passing');
  const failed = countOf(output, 'failing');
  return { passed, failed: exitCode === 0 && passed > 0 ? failed : Math.max(failed, 1) };
}

/**
 * What mocha printed of the tests that failed: from the first "N failing" on, at most `most` lines. It is empty when none
 * failed.
 */
export function readFailures(output: string, most: number): string {
  const from = /^ *\d+ failing\b/m.exec(output)?.index;
  return from === undefined ? '' : output.slice(from).trimEnd().split('\n').slice(0, most).join('\n');
}
