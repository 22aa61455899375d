import assert from 'node:assert/strict';
import { amountOf, readAmount, readAmounts, waveOf, writeAmount, writeAmounts } from '../../../src/model/rollout';

describe('the sizes of waves', () => {
  it('are read as they are written', () => {
    for (const written of ['1', '1, 5, 20%', '1, 10% max 20', '100%']) {
      assert.equal(writeAmounts(readAmounts(written) ?? []), written);
    }
    assert.deepEqual(readAmounts(' 3 ,20 % max 7'), [{ count: 3 }, { percent: 20, count: 7 }]);
    assert.equal(writeAmount({}), '0');
  });

  it('are refused when they cannot be read, are 0 or above 100 %', () => {
    for (const written of ['', '0', '0%', '101%', '-1', 'ten', '1,', '5% max 0', '1.5']) {
      assert.equal(readAmounts(written), undefined, written);
    }
    assert.equal(readAmount('1, 2'), undefined);
  });

  it('are the smaller of a number and a share, and never more than there are', () => {
    assert.equal(amountOf({ count: 20, percent: 10 }, 150), 15);
    assert.equal(amountOf({ count: 20, percent: 10 }, 400), 20);
    assert.equal(amountOf({ count: 20 }, 7), 7);
    assert.equal(amountOf({ percent: 10 }, 9), 0);
  });

  it('give the wave of a target', () => {
    const waves = [1, 2, 3];
    assert.deepEqual(
      [0, 1, 2, 3, 5, 6].map((place) => waveOf({ waves }, place)),
      [0, 1, 1, 2, 2, -1],
    );
  });
});
