import assert from 'node:assert/strict';
import { phonesUnder } from '../../../../src/commands/act/phonesUnder';
import { type Inventory } from '../../../../src/inventory/inventory';

const inventoryWith = (known: { readonly isRead: boolean; readonly age: number }) =>
  ({
    isRead: () => known.isRead,
    known: () => ({
      readAt: Date.now() - known.age,
      rows: [
        { id: 'a', status: 8 },
        { id: 'b', status: 2 },
        { id: 'c', status: 2 },
      ],
    }),
  }) as unknown as Inventory;
const under = (known: Parameters<typeof inventoryWith>[0]) =>
  phonesUnder(inventoryWith(known), 'Alpha', 's1', 60_000)?.map(({ word, count }) => `${count} ${word.message}`);

describe('the phones under a server', () => {
  it('are counted by state where this window has read them just now', () => {
    assert.deepEqual(under({ isRead: true, age: 1000 }), ['2 running', '1 shut down']);
  });

  it('are not known from an old list, or from one of the cache', () => {
    assert.equal(under({ isRead: true, age: 120_000 }), undefined);
    assert.equal(under({ isRead: false, age: 1000 }), undefined);
  });
});
