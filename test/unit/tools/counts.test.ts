import assert from 'node:assert/strict';
import { readCounts, readFailures } from '../../tools/counts';

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

describe('The failures of a test run', () => {
  it('are what mocha prints after its counts, cut where there are too many', () => {
    const output = '  ✔ works\n\n  12 passing (3s)\n  1 failing\n\n  1) it\n     is wrong:\n\n  AssertionError\n';
    assert.equal(readFailures(output, 100), '  1 failing\n\n  1) it\n     is wrong:\n\n  AssertionError');
    assert.equal(readFailures(output, 3), '  1 failing\n\n  1) it');
  });

  it('are empty when no test failed', () => {
    assert.equal(readFailures('  ✔ is failing\n  12 passing (3s)\n', 100), '');
  });
});
