import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/event';

describe('an emitter', () => {
  it('calls each listener until its subscription is disposed', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const first = emitter.event((news) => heard.push(news));
    emitter.event((news) => heard.push(news * 10));
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    assert.deepEqual(heard, [1, 10, 20]);
  });

  it('calls the other listeners when one fails, and reports each failure with its event', () => {
    const failures: string[] = [];
    const emitter = new Emitter<number>((error, news) => failures.push(`${news}: ${String(error)}`));
    const heard: string[] = [];
    emitter.event((news) => heard.push(`first ${news}`));
    emitter.event(() => {
      throw new Error('one is ill');
    });
    emitter.event((news) => heard.push(`second ${news}`));
    emitter.event(() => {
      // Some code throws something that is not an Error.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw 'another is ill';
    });
    emitter.event((news) => heard.push(`third ${news}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'third 1', 'first 2', 'second 2', 'third 2']);
    assert.deepEqual(failures, [
      '1: Error: one is ill',
      '1: another is ill',
      '2: Error: one is ill',
      '2: another is ill',
    ]);
  });

  it('throws the first failure after all were called, when it has no handler for failures', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    for (const name of ['one', 'two']) {
      emitter.event(() => {
        throw new Error(`${name} is ill`);
      });
      emitter.event((news) => heard.push(news));
    }
    assert.throws(() => {
      emitter.fire(1);
    }, /^Error: one is ill$/);
    assert.deepEqual(heard, [1, 1]);
  });

  it('calls neither a listener that is added meanwhile nor one that is removed meanwhile', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event((news) => {
      heard.push(`first ${news}`);
      second.dispose();
      emitter.event((later) => heard.push(`third ${later}`));
    });
    const second = emitter.event((news) => heard.push(`second ${news}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['first 1']);
  });
});
