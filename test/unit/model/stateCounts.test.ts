import assert from 'node:assert/strict';
import { message } from '../../../src/base/message';
import { countsByState, type StateCount, sumOfStates, totalOf } from '../../../src/model/stateCounts';

const running = message('running');
const off = message('shut down');
const bad = message('abnormal');
const named = (states: readonly StateCount[]): string[] => states.map(({ word, count }) => `${count} ${word.message}`);

describe('counts by state', () => {
  it('have the most frequent state first, and equal ones by name', () => {
    assert.deepEqual(named(countsByState([off, running, bad, running])), ['2 running', '1 abnormal', '1 shut down']);
    assert.deepEqual(named(countsByState([bad, off])), ['1 abnormal', '1 shut down']);
    assert.deepEqual(countsByState([]), []);
  });

  it('are different for two states that no page documents', () => {
    assert.equal(countsByState([message('status {0}', 98), message('status {0}', 99)]).length, 2);
  });

  it('have a sum', () => {
    const sum = sumOfStates([countsByState([off, running, running]), countsByState([off, off]), []]);
    assert.deepEqual(named(sum), ['3 shut down', '2 running']);
    assert.equal(totalOf(sum), 5);
  });
});
