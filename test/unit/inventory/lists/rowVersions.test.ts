import assert from 'node:assert/strict';
import { type Listing, listingOf } from '../../../../src/inventory/lists/listing';
import { RowVersions } from '../../../../src/inventory/lists/rowVersions';

interface Row {
  readonly id: string;
  readonly status: number;
}

const listing = (status: number, ...ids: readonly string[]): Listing<Row> =>
  listingOf({ rows: ids.map((id) => ({ id, status })), total: ids.length, heldStill: true }, 0);

describe('the versions of a list', () => {
  const shelfWith = () => {
    const shelf = new RowVersions<Row>((row) => row.id);
    shelf.put('p', shelf.begin(), listing(1, 'a', 'b'));
    return shelf;
  };
  const statuses = (shelf: RowVersions<Row>) => shelf.get('p')?.rows.map((row) => `${row.id}${row.status}`);

  it('ignore a list whose reading began before that of the present one', () => {
    const shelf = shelfWith();
    const early = shelf.begin();
    const late = shelf.begin();
    shelf.put('p', late, listing(3, 'a'));
    shelf.put('p', early, listing(2, 'a', 'b'));
    assert.deepEqual(statuses(shelf), ['a3']);
  });

  it('ignore rows whose reading began before that of the present list', () => {
    const shelf = shelfWith();
    const early = shelf.begin();
    shelf.put('p', shelf.begin(), listing(3, 'a', 'b'));
    shelf.patch('p', early, new Map([['a', { id: 'a', status: 2 }]]));
    assert.deepEqual(statuses(shelf), ['a3', 'b3']);
  });

  it('keep the later of two readings of one row', () => {
    const shelf = shelfWith();
    const early = shelf.begin();
    const late = shelf.begin();
    shelf.patch('p', late, new Map([['a', { id: 'a', status: 3 }]]));
    shelf.patch('p', early, new Map([['a', { id: 'a', status: 2 }]]));
    assert.deepEqual(statuses(shelf), ['a3', 'b1']);
  });

  it('let a removed row come back with the next list', () => {
    const shelf = shelfWith();
    shelf.patch('p', shelf.begin(), new Map([['a', undefined]]));
    assert.deepEqual(statuses(shelf), ['b1']);
    assert.equal(shelf.get('p')?.total, 1);
    shelf.put('p', shelf.begin(), listing(2, 'a', 'b'));
    assert.deepEqual(statuses(shelf), ['a2', 'b2']);
  });

  it('ignore rows of an unknown list', () => {
    const shelf = shelfWith();
    shelf.patch('other', shelf.begin(), new Map([['a', undefined]]));
    assert.equal(shelf.get('other'), undefined);
  });
});
