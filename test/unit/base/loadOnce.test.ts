import assert from 'node:assert/strict';
import { loadOnce } from '../../../src/base/loadOnce';

describe('what is loaded once', () => {
  it('is loaded with the first call and not again', async () => {
    let loads = 0;
    const get = loadOnce(
      () => Promise.resolve({ nth: ++loads }),
      () => undefined,
    );
    assert.equal(loads, 0);
    const [first, second] = await Promise.all([get(), get()]);
    assert.equal(await get(), first);
    assert.equal(second, first);
    assert.equal(loads, 1);
  });

  it('is loaded again after a failure, which is told once for all who wait for it', async () => {
    const told: unknown[] = [];
    const answers = [Promise.reject(new Error('no')), Promise.resolve('yes')];
    const get = loadOnce(
      () => answers.shift() ?? Promise.resolve('no more'),
      (error) => told.push(error),
    );
    const waiting = [get(), get()];
    for (const one of waiting) {
      await assert.rejects(one, /no/);
    }
    assert.deepEqual(told.map(String), ['Error: no']);
    assert.equal(await get(), 'yes');
    assert.equal(await get(), 'yes');
  });
});
