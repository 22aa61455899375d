import assert from 'node:assert/strict';
import { RateLimiter } from '../../../src/base/rateLimiter';
import { TestClock } from '../../support/testClock';
import { turnOfTheLoop } from '../../support/until';

describe('a rate limiter', () => {
  let clock: TestClock;
  let most: number;
  let limiter: RateLimiter;
  let left: string[];
  const ask = async (name: string, signal = new AbortController().signal): Promise<void> => {
    await limiter.turn(signal);
    left.push(name);
  };
  const askMany = (...names: string[]): void => {
    names.forEach((name) => void ask(name));
  };
  /** @returns what has left after `ms` more milliseconds */
  const after = async (ms: number): Promise<string> => {
    await turnOfTheLoop();
    clock.advance(ms);
    await turnOfTheLoop();
    return left.join('');
  };
  beforeEach(() => {
    clock = new TestClock();
    most = 2;
    limiter = new RateLimiter(clock, 1000, () => most);
    left = [];
  });

  it('lets no more leave in any interval than it may, in the order in which they asked', async () => {
    askMany('a');
    assert.equal(await after(600), 'a');
    askMany('b', 'c', 'd', 'e', 'f');
    assert.equal(await after(0), 'ab');
    assert.equal(await after(399), 'ab');
    assert.equal(await after(1), 'abc');
    assert.equal(await after(599), 'abc');
    assert.equal(await after(1), 'abcd');
    assert.equal(await after(400), 'abcde');
    assert.equal(await after(600), 'abcdef');
    assert.equal(clock.pending, 0);
  });

  it('takes a change of its limit for what leaves next', async () => {
    askMany('a', 'b', 'c', 'd');
    assert.equal(await after(1000), 'abcd');
    most = 5;
    askMany('e', 'f', 'g', 'h');
    assert.equal(await after(0), 'abcdefg');
    most = 0.5;
    assert.equal(await after(1000), 'abcdefgh');
    askMany('i');
    assert.equal(await after(999), 'abcdefgh');
    assert.equal(await after(1), 'abcdefghi');
  });

  it('lets one that gives up go at once, and its turn goes to the next', async () => {
    const stop = new AbortController();
    askMany('a', 'b');
    const [next, last] = [ask('c', stop.signal), ask('d', stop.signal)];
    askMany('e');
    assert.equal(await after(500), 'ab');
    stop.abort(new Error('given up'));
    await assert.rejects(next, /given up/);
    await assert.rejects(last, /given up/);
    await assert.rejects(ask('f', stop.signal), /given up/);
    assert.equal(await after(500), 'abe');
    assert.equal(clock.pending, 0);
  });
});
