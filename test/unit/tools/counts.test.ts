import assert from 'node:assert/strict';
import { readCounts } from '../../tools/counts';

describe('The counts of a test run', () => {
  it('are those of the summary that mocha prints', () => {
    assert.deepEqual(readCounts('  ✔ works\n\n  12 passing (3s)\n  2 pending\n  3 failing\n', 3), {
      passed: 12,
      failed: 3,
    });
  });

  it('add up when a run prints several summaries', () => {
    assert.deepEqual(readCounts('  1 passing (3s)\nExit code: 0\n  4 passing (1m)\n', 0), { passed: 5, failed: 0 });
  });

  it('have a failure when the run ended badly without saying so', () => {
    assert.deepEqual(readCounts('  7 passing (1s)\n', 1), { passed: 7, failed: 1 });
  });

  it('have a failure when no test ran', () => {
    assert.deepEqual(readCounts('  0 passing (0ms)\n', 0), { passed: 0, failed: 1 });
    assert.deepEqual(readCounts('', 0), { passed: 0, failed: 1 });
  });
});
