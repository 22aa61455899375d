import assert from 'node:assert/strict';
import { throttledWords } from '../../../../src/ui/words/words';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('the words about a host that throttles', () => {
  const now = new Date(2026, 0, 5, 20, 30, 0).getTime();

  it('say how long a short pause is', () => {
    assert.equal(throttledWords(now + 4500, now), 'throttled, waiting 5 s');
    assert.equal(throttledWords(now + 60 * SECOND, now), 'throttled, waiting 60 s');
    assert.equal(throttledWords(now - SECOND, now), 'throttled, waiting 1 s');
    assert.equal(throttledWords(undefined, now), undefined);
  });

  it('say until when a long one is, with the date when that is another day', () => {
    assert.match(throttledWords(now + 300 * SECOND, now) ?? '', /^throttled until 8:35\sPM$/);
    assert.match(throttledWords(now + 12 * HOUR, now) ?? '', /^throttled until Jan 6, 2026, 8:30\sAM$/);
  });
});
