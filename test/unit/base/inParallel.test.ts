import assert from 'node:assert/strict';
import { AsyncQueue } from '../../../src/base/asyncQueue';
import { forEachInParallel, inParallel } from '../../../src/base/inParallel';
import { turnOfTheLoop } from '../../support/until';

/** Work for items. The test ends the work for each item. */
class Work {
  readonly begun: number[] = [];
  readonly stopped: number[] = [];
  private readonly open = new Map<number, { end: () => void; fail: (error: unknown) => void }>();

  readonly do = (item: number, signal: AbortSignal): Promise<number> => {
    this.begun.push(item);
    signal.addEventListener('abort', () => this.stopped.push(item));
    return new Promise((resolve, reject) => {
      this.open.set(item, {
        end: () => {
          resolve(item * 10);
        },
        fail: reject,
      });
    });
  };

  readonly doOnly = async (item: number, signal: AbortSignal): Promise<void> => {
    await this.do(item, signal);
  };

  async end(...items: number[]): Promise<void> {
    items.forEach((item) => this.open.get(item)?.end());
    await turnOfTheLoop();
  }

  async fail(item: number, error: unknown): Promise<void> {
    this.open.get(item)?.fail(error);
    await turnOfTheLoop();
  }
}

describe('work in parallel', () => {
  it('keeps to its limit, and returns the results in the order of the items', async () => {
    const work = new Work();
    const results = inParallel([1, 2, 3, 4], 2, work.do);
    assert.deepEqual(work.begun, [1, 2]);
    await work.end(2);
    assert.deepEqual(work.begun, [1, 2, 3]);
    await work.end(3);
    await work.end(1, 4);
    assert.deepEqual(await results, [10, 20, 30, 40]);
    assert.deepEqual(work.stopped, []);
  });

  it('takes a limit below 1 as 1, and does nothing without items', async () => {
    const work = new Work();
    const results = inParallel([1, 2], 0, work.do);
    assert.deepEqual(work.begun, [1]);
    await work.end(1);
    await work.end(2);
    assert.deepEqual(await results, [10, 20]);
    assert.deepEqual(await inParallel([], 3, work.do), []);
  });

  it('begins no further item after a failure, aborts the others, and waits for them', async () => {
    const work = new Work();
    let isOver = false;
    const over = inParallel([1, 2, 3, 4], 3, work.do).finally(() => (isOver = true));
    over.catch(() => undefined);
    await work.fail(2, new Error('two is ill'));
    assert.deepEqual(work.stopped, [1, 2, 3]);
    assert.equal(isOver, false);
    await work.fail(1, new Error('one was stopped'));
    assert.equal(isOver, false);
    await work.end(3);
    await assert.rejects(over, /two is ill/);
    assert.deepEqual(work.begun, [1, 2, 3]);
  });

  it('begins no further item when the signal of the caller aborts', async () => {
    const work = new Work();
    const stop = new AbortController();
    const rejected = assert.rejects(inParallel([1, 2, 3], 1, work.do, stop.signal), /given up/);
    stop.abort(new Error('given up'));
    assert.deepEqual(work.stopped, [1]);
    await work.end(1);
    await rejected;
    await assert.rejects(inParallel([1], 1, work.do, stop.signal), /given up/);
    assert.deepEqual(work.begun, [1]);
  });

  it('takes items as they come, and ends when they end', async () => {
    const work = new Work();
    const feed = new AsyncQueue((id) => id);
    const over = forEachInParallel(feed, 2, (id, signal) => work.doOnly(Number(id), signal));
    await turnOfTheLoop();
    assert.deepEqual(work.begun, []);
    feed.add(['1', '2', '3']);
    await turnOfTheLoop();
    assert.deepEqual(work.begun, [1, 2]);
    await work.end(1, 2, 3);
    feed.add(['4']);
    await turnOfTheLoop();
    feed.end();
    await work.end(3, 4);
    await over;
    assert.deepEqual(work.begun, [1, 2, 3, 4]);
  });

  it('fails when work fails while it waits for an item, and when the source of items fails', async () => {
    const work = new Work();
    const feed = new AsyncQueue((id) => id);
    const over = forEachInParallel(feed, 2, (id, signal) => work.doOnly(Number(id), signal));
    const rejected = assert.rejects(over, /one is ill/);
    feed.add(['1']);
    await turnOfTheLoop();
    await work.fail(1, new Error('one is ill'));
    await rejected;
    const another = new AsyncQueue((id) => id);
    const broken = forEachInParallel(another, 2, (id, signal) => work.doOnly(Number(id), signal));
    another.fail(new Error('no more can come'));
    await assert.rejects(broken, /no more can come/);
  });
});
