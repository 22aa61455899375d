import assert from 'node:assert/strict';
import { SharedPromise } from '../../../src/base/sharedPromise';

/** Work that a test ends. It counts how often it was begun and aborted. */
class Work {
  begun = 0;
  stopped = 0;
  end: (value: string) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  readonly run = (signal: AbortSignal): Promise<string> => {
    this.begun++;
    signal.addEventListener('abort', () => this.stopped++);
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  };
}

describe('shared work', () => {
  it('runs once for all callers while it is under way, and again afterwards', async () => {
    const shared = new SharedPromise<string>();
    const work = new Work();
    const asked = [shared.do('a', work.run), shared.do('a', work.run)];
    assert.ok(shared.has('a'));
    work.end('done');
    assert.deepEqual(await Promise.all(asked), ['done', 'done']);
    assert.ok(!shared.has('a'));
    const again = shared.do('a', work.run);
    work.end('again');
    assert.equal(await again, 'again');
    assert.equal(work.begun, 2);
  });

  it('runs separately for different keys', () => {
    const shared = new SharedPromise<string>();
    const work = new Work();
    void shared.do('a', work.run);
    void shared.do('b', work.run);
    assert.equal(work.begun, 2);
  });

  it('fails for all callers, and begins anew for the next one', async () => {
    const shared = new SharedPromise<string>();
    const work = new Work();
    const asked = [shared.do('a', work.run), shared.do('a', work.run)];
    work.fail(new Error('no'));
    for (const result of asked) {
      await assert.rejects(result, /no/);
    }
    const again = shared.do('a', work.run);
    work.end('yes');
    assert.equal(await again, 'yes');
  });

  it('goes on while a caller waits, and is aborted when the last one gives up', async () => {
    const shared = new SharedPromise<string>();
    const work = new Work();
    const one = new AbortController();
    const two = new AbortController();
    const first = shared.do('a', work.run, one.signal);
    const second = shared.do('a', work.run, two.signal);
    one.abort(new Error('first gives up'));
    await assert.rejects(first, /first gives up/);
    assert.equal(work.stopped, 0);
    two.abort(new Error('second gives up'));
    await assert.rejects(second, /second gives up/);
    assert.equal(work.stopped, 1);
    assert.ok(!shared.has('a'));
  });

  it('is not begun for a caller whose signal has aborted', async () => {
    const work = new Work();
    await assert.rejects(
      new SharedPromise<string>().do('a', work.run, AbortSignal.abort(new Error('too late'))),
      /too late/,
    );
    assert.equal(work.begun, 0);
  });

  it('that was detached ends for the callers that wait, but is not shared with later ones', async () => {
    const shared = new SharedPromise<string>();
    const old = new Work();
    const fresh = new Work();
    const before = shared.do('a', old.run);
    shared.detach((key) => key === 'a');
    const after = shared.do('a', fresh.run);
    old.end('old');
    fresh.end('fresh');
    assert.deepEqual(await Promise.all([before, after]), ['old', 'fresh']);
  });

  it('is aborted with a reason when all work is stopped', async () => {
    const shared = new SharedPromise<string>();
    const asked = shared.do('a', new Work().run);
    shared.stop(new Error('the end'));
    await assert.rejects(asked, /the end/);
  });
});
