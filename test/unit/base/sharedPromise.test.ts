import assert from 'node:assert/strict';
import { SharedPromise } from '../../../src/base/sharedPromise';

/** Work that a test ends when it likes, and that counts how often it was begun and stopped. */
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
  it('runs once for all who ask while it is under way, and again afterwards', async () => {
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

  it('is apart for different keys', () => {
    const shared = new SharedPromise<string>();
    const work = new Work();
    void shared.do('a', work.run);
    void shared.do('b', work.run);
    assert.equal(work.begun, 2);
  });

  it('fails for all who wait, and is begun anew by the next', async () => {
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

  it('goes on while one still waits, and is stopped when the last gives up', async () => {
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

  it('is not begun for one who has given up already', async () => {
    const work = new Work();
    await assert.rejects(
      new SharedPromise<string>().do('a', work.run, AbortSignal.abort(new Error('too late'))),
      /too late/,
    );
    assert.equal(work.begun, 0);
  });

  it('that was detached still ends for who waited, but is not shared with the next', async () => {
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

  it('stops altogether with a reason', async () => {
    const shared = new SharedPromise<string>();
    const asked = shared.do('a', new Work().run);
    shared.stop(new Error('the end'));
    await assert.rejects(asked, /the end/);
  });
});
