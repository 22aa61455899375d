import assert from 'node:assert/strict';
import { DeadlineError, withinDeadline } from '../../../src/base/withinDeadline';
import { TestClock } from '../../support/testClock';

const LIMIT_MS = 60_000;

describe('work within a deadline', () => {
  let clock: TestClock;
  let outer: AbortController;
  beforeEach(() => {
    clock = new TestClock();
    outer = new AbortController();
  });

  it('gives its result, or its error, and leaves no timer', async () => {
    assert.equal(await withinDeadline(clock, LIMIT_MS, () => Promise.resolve(7), outer.signal), 7);
    const failing = withinDeadline(clock, LIMIT_MS, () => Promise.reject(new Error('no')), outer.signal);
    await assert.rejects(failing, /^Error: no$/);
    assert.equal(clock.pending, 0);
  });

  it('is given up at the deadline, also when it ignores its signal', async () => {
    const signals: AbortSignal[] = [];
    const work = withinDeadline(
      clock,
      LIMIT_MS,
      (signal) => {
        signals.push(signal);
        return new Promise<never>(() => undefined);
      },
      outer.signal,
    );
    clock.advance(LIMIT_MS - 1);
    assert.equal(signals[0]?.aborted, false);
    clock.advance(1);
    assert.equal(signals[0].aborted, true);
    await assert.rejects(work, new DeadlineError('There was no answer within 60 s.'));
    assert.equal(clock.pending, 0);
  });

  it('has the whole time anew after each sign of progress', async () => {
    let renew: (() => void) | undefined;
    let end: ((value: string) => void) | undefined;
    const work = withinDeadline(
      clock,
      LIMIT_MS,
      (_signal, progress) => {
        renew = progress;
        return new Promise<string>((resolve) => (end = resolve));
      },
      outer.signal,
    );
    for (let page = 0; page < 10; page += 1) {
      clock.advance(LIMIT_MS - 1);
      renew?.();
    }
    assert.equal(clock.pending, 1);
    end?.('all pages');
    assert.equal(await work, 'all pages');
    renew?.();
    assert.equal(clock.pending, 0, 'what comes after the end starts nothing');
  });

  it('has its time by the monotonic clock', async () => {
    let isOver = false;
    const work = withinDeadline(clock, LIMIT_MS, () => new Promise<never>(() => undefined), outer.signal);
    work.catch(() => (isOver = true));
    clock.jump(2 * 3_600_000);
    clock.advance(LIMIT_MS - 1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isOver, false);
    clock.jump(-8 * 3_600_000);
    clock.advance(1);
    await assert.rejects(work, DeadlineError);
  });

  it('ends with the reason of the caller when the caller gives up, and does not begin after that', async () => {
    let began = 0;
    const start = () =>
      withinDeadline(
        clock,
        LIMIT_MS,
        () => {
          began += 1;
          return new Promise<never>(() => undefined);
        },
        outer.signal,
      );
    const work = start();
    outer.abort(new Error('stopped'));
    await assert.rejects(work, /^Error: stopped$/);
    await assert.rejects(start(), /^Error: stopped$/);
    assert.deepEqual([began, clock.pending], [1, 0]);
  });
});
