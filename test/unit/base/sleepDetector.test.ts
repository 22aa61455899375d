import assert from 'node:assert/strict';
import { SleepDetector, sleptFor } from '../../../src/base/sleepDetector';
import { TestClock } from '../../support/testClock';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const TICK_MS = 5 * SECOND_MS;

describe('two samples of the clocks', () => {
  const CASES: readonly (readonly [words: string, wallMs: number, monotonicMs: number, sleptMs: number | undefined])[] =
    [
      ['a tick', TICK_MS, TICK_MS, undefined],
      ['a sleep that monotonic time counts', 8 * HOUR_MS, 8 * HOUR_MS, 8 * HOUR_MS],
      ['a sleep that monotonic time does not count', 8 * HOUR_MS + TICK_MS, TICK_MS, 8 * HOUR_MS],
      ['a sleep with the wall clock set back in it', -HOUR_MS, 2 * HOUR_MS, 2 * HOUR_MS],
      ['a process that was busy for a minute', 60 * SECOND_MS, 60 * SECOND_MS, undefined],
      ['a bit more than a minute', 60 * SECOND_MS + 1, 60 * SECOND_MS + 1, 60 * SECOND_MS + 1],
      ['a wall clock set forward by a minute', 65 * SECOND_MS, TICK_MS, undefined],
      ['a wall clock set forward by a bit more', 65 * SECOND_MS + 1, TICK_MS, 60 * SECOND_MS + 1],
      ['a wall clock set forward by half a minute', 35 * SECOND_MS, TICK_MS, undefined],
      ['a wall clock set back by eight hours', TICK_MS - 8 * HOUR_MS, TICK_MS, undefined],
      ['no time at all', 0, 0, undefined],
    ];
  for (const [words, wallMs, monotonicMs, sleptMs] of CASES) {
    it(`see ${sleptMs === undefined ? 'no sleep' : 'a sleep'} in ${words}`, () => {
      const start = { wallMs: 1_700_000_000_000, monotonicMs: 900_000 };
      const end = { wallMs: start.wallMs + wallMs, monotonicMs: start.monotonicMs + monotonicMs };
      assert.equal(sleptFor(start, end), sleptMs);
    });
  }
});

describe('the sleep detector', () => {
  let clock: TestClock;
  let detector: SleepDetector;
  let sleeps: number[];
  let failures: unknown[];
  beforeEach(() => {
    clock = new TestClock();
    failures = [];
    detector = new SleepDetector(clock, (error) => failures.push(error));
    sleeps = [];
    detector.onDidSleep((sleptMs) => sleeps.push(sleptMs));
  });

  for (const countsSleep of [false, true]) {
    const words = countsSleep ? 'goes on in' : 'stands still in';

    it(`reports a sleep once, with the next tick, when monotonic time ${words} it`, () => {
      detector.start();
      clock.advance(10 * TICK_MS);
      clock.sleep(8 * HOUR_MS, { countsSleep });
      assert.deepEqual(sleeps, []);
      clock.advance(TICK_MS);
      assert.deepEqual(sleeps, [8 * HOUR_MS]);
      clock.advance(10 * TICK_MS);
      assert.equal(sleeps.length, 1);
    });

    it(`reports it before the tick when it is asked to check, when monotonic time ${words} it`, () => {
      detector.start();
      clock.advance(2 * SECOND_MS);
      clock.sleep(8 * HOUR_MS, { countsSleep });
      const sleptMs = detector.check() ?? 0;
      assert.ok(sleptMs >= 8 * HOUR_MS && sleptMs <= 8 * HOUR_MS + TICK_MS);
      assert.deepEqual(sleeps, [sleptMs]);
      assert.equal(detector.check(), undefined);
      clock.advance(10 * TICK_MS);
      assert.equal(sleeps.length, 1);
    });
  }

  it('does not report short sleeps and changes of the wall clock', () => {
    detector.start();
    for (const move of [
      () => {
        clock.sleep(40 * SECOND_MS);
      },
      () => {
        clock.sleep(40 * SECOND_MS, { countsSleep: true });
      },
      () => {
        clock.jump(-8 * HOUR_MS);
      },
      () => {
        clock.jump(30 * SECOND_MS);
      },
    ]) {
      move();
      assert.equal(detector.check(), undefined);
      clock.advance(2 * TICK_MS);
    }
    assert.deepEqual(sleeps, []);
  });

  it('has a timer only between start and stop, and only one', () => {
    assert.equal(clock.pending, 0);
    detector.start();
    detector.start();
    assert.equal(clock.pending, 1);
    clock.advance(10 * TICK_MS);
    assert.equal(clock.pending, 1);
    detector.stop();
    assert.equal(clock.pending, 0);
  });

  it('does not report a sleep when it was not started', () => {
    clock.sleep(HOUR_MS);
    assert.equal(detector.check(), undefined);
    detector.start();
    detector.stop();
    clock.sleep(HOUR_MS);
    assert.equal(detector.check(), undefined);
    detector.start();
    assert.equal(detector.check(), undefined);
    clock.advance(10 * TICK_MS);
    assert.deepEqual(sleeps, []);
  });

  it('can be stopped and started again by a listener', () => {
    detector.onDidSleep(() => {
      detector.stop();
      detector.start();
    });
    detector.start();
    clock.sleep(HOUR_MS);
    clock.advance(TICK_MS);
    assert.deepEqual([sleeps.length, clock.pending], [1, 1]);
  });

  it('calls the other listeners when one fails, and goes on', () => {
    const failure = new Error('no');
    const late: number[] = [];
    detector.onDidSleep(() => {
      throw failure;
    });
    detector.onDidSleep((sleptMs) => late.push(sleptMs));
    detector.start();
    clock.sleep(HOUR_MS);
    clock.advance(TICK_MS);
    assert.deepEqual([late, failures], [[HOUR_MS], [failure]]);
    clock.sleep(HOUR_MS);
    clock.advance(TICK_MS);
    assert.equal(late.length, 2);
  });

  it('reports nothing after it was disposed', () => {
    detector.start();
    detector.dispose();
    clock.sleep(HOUR_MS);
    clock.advance(10 * TICK_MS);
    assert.deepEqual([sleeps, clock.pending], [[], 0]);
  });
});
