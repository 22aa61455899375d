import assert from 'node:assert/strict';
import { ChangeQueue } from '../../../../src/tree/common/changeQueue';
import { TestClock } from '../../../support/testClock';

describe('the queue of changes', () => {
  const clock = new TestClock();
  let passed: string[][];
  let queue: ChangeQueue<string>;
  beforeEach(() => {
    passed = [];
    queue = new ChangeQueue(clock, (things) => passed.push(things));
  });

  it('passes the first change on at once', () => {
    queue.add(['a', 'b']);
    assert.deepEqual(passed, [['a', 'b']]);
    queue.dispose();
  });

  it('gathers the changes of the next 250 ms, each thing once', () => {
    queue.add(['a']);
    queue.add(['b', 'c']);
    queue.add(['b']);
    clock.advance(249);
    assert.deepEqual(passed, [['a']]);
    clock.advance(1);
    assert.deepEqual(passed, [['a'], ['b', 'c']]);
    queue.dispose();
  });

  it('keeps the pace while changes keep coming', () => {
    for (let ms = 0; ms < 1000; ms += 10) {
      queue.add([String(ms)]);
      clock.advance(10);
    }
    assert.equal(passed.length, 5);
    assert.equal(passed.flat().length, 100);
    queue.dispose();
  });

  it('leaves no timer when all is quiet', () => {
    queue.add(['a']);
    clock.advance(250);
    assert.equal(clock.pending, 0);
    queue.add([]);
    assert.equal(clock.pending, 0);
  });

  it('passes nothing on once it is disposed of', () => {
    queue.add(['a']);
    queue.add(['b']);
    queue.dispose();
    clock.advance(1000);
    assert.deepEqual(passed, [['a']]);
    assert.equal(clock.pending, 0);
  });
});
