import assert from 'node:assert/strict';
import { type Listing, listingOf } from '../../../../src/inventory/lists/listing';
import { NewestReadings } from '../../../../src/inventory/lists/newestReadings';

interface Row {
  readonly id: string;
  readonly status: number;
}

const listing = (status: number, ...ids: readonly string[]): Listing<Row> =>
  listingOf({ rows: ids.map((id) => ({ id, status })), total: ids.length, heldStill: true }, 0);

describe('the versions of a list', () => {
  const readingsWith = () => {
    const readings = new NewestReadings<Row>((row) => row.id);
    readings.put('p', readings.begin(), listing(1, 'a', 'b'));
    return readings;
  };
  const statuses = (readings: NewestReadings<Row>) => readings.get('p')?.rows.map((row) => `${row.id}${row.status}`);

  it('ignore a list whose reading began before that of the present one', () => {
    const readings = readingsWith();
    const early = readings.begin();
    const late = readings.begin();
    readings.put('p', late, listing(3, 'a'));
    readings.put('p', early, listing(2, 'a', 'b'));
    assert.deepEqual(statuses(readings), ['a3']);
  });

  it('ignore rows whose reading began before that of the present list', () => {
    const readings = readingsWith();
    const early = readings.begin();
    readings.put('p', readings.begin(), listing(3, 'a', 'b'));
    readings.patch('p', early, new Map([['a', { id: 'a', status: 2 }]]));
    assert.deepEqual(statuses(readings), ['a3', 'b3']);
  });

  it('keep the later of two readings of one row', () => {
    const readings = readingsWith();
    const early = readings.begin();
    const late = readings.begin();
    readings.patch('p', late, new Map([['a', { id: 'a', status: 3 }]]));
    readings.patch('p', early, new Map([['a', { id: 'a', status: 2 }]]));
    assert.deepEqual(statuses(readings), ['a3', 'b1']);
  });

  it('let a removed row come back with the next list', () => {
    const readings = readingsWith();
    readings.patch('p', readings.begin(), new Map([['a', undefined]]));
    assert.deepEqual(statuses(readings), ['b1']);
    assert.equal(readings.get('p')?.total, 1);
    readings.put('p', readings.begin(), listing(2, 'a', 'b'));
    assert.deepEqual(statuses(readings), ['a2', 'b2']);
  });

  it('ignore rows of an unknown list', () => {
    const readings = readingsWith();
    readings.patch('other', readings.begin(), new Map([['a', undefined]]));
    assert.equal(readings.get('other'), undefined);
  });
});
