import assert from 'node:assert/strict';
import { readCounts, withTable } from '../../counts';

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

describe("The README's table of counts", () => {
  const results = [{ level: 'unit', where: 'Node.js', passed: 5, failed: 0 }];

  it('takes the place of the one before and touches nothing else', () => {
    const before = 'Above\n\n<!-- tests:begin -->\n\nold\n\n<!-- tests:end -->\n\nBelow\n';
    const after = withTable(before, results);
    assert.ok(after.startsWith('Above\n\n<!-- tests:begin -->\n'));
    assert.ok(after.endsWith('<!-- tests:end -->\n\nBelow\n'));
    assert.ok(after.includes('| unit | Node.js | 5 |'));
    assert.ok(!after.includes('old'));
    assert.equal(withTable(after, results), after);
  });

  it('needs its marks', () => {
    assert.throws(() => withTable('no marks', results), /tests:begin/);
  });
});
