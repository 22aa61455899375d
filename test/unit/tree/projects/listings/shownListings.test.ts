import assert from 'node:assert/strict';
import { Arrangements } from '../../../../../src/arrange/arrangements';
import { parseFilter } from '../../../../../src/arrange/parseFilter';
import { type AnyScope, type Inventory, type Scope } from '../../../../../src/inventory/inventory';
import { listingOf } from '../../../../../src/inventory/lists/listing';
import { BusyRows } from '../../../../../src/tree/live/busyRows';
import { type Node } from '../../../../../src/tree/common/projectsNodes';
import { Pages } from '../../../../../src/tree/projects/listings/pages';
import { ShownListings } from '../../../../../src/tree/projects/listings/shownListings';
import { render } from '../../../../../src/tree/projects/rows/render';

const SERVERS: Scope = { kind: 'servers', project: 'Staging' };

/** An inventory with two servers, whose phones are being read. */
class Reading {
  phones:
    { readonly read: readonly { id: string; name: string; serverId: string }[]; readonly total: number } | undefined;
  areRead = false;
  private readonly servers = listingOf(
    {
      rows: [
        { id: 's1', name: 'web-01' },
        { id: 's2', name: 'web-02' },
      ],
      total: 2,
      heldStill: true,
    },
    0,
  );

  readonly known = ({ kind }: AnyScope): unknown => {
    if (kind === 'servers') {
      return this.servers;
    }
    return kind === 'allPhones' && this.phones !== undefined
      ? {
          ...listingOf({ rows: this.phones.read, total: this.phones.total, heldStill: true }, 0),
          isComplete: this.areRead,
        }
      : undefined;
  };
  readonly isRead = ({ kind }: AnyScope): boolean => kind === 'servers' || this.areRead;
}

describe('the servers under a filter that searches all phones', () => {
  let reading: Reading;
  let isUnderWay: boolean;
  let listings: ShownListings;

  beforeEach(() => {
    reading = new Reading();
    isUnderWay = true;
    const inventory = reading as unknown as Inventory;
    const arrangements = new Arrangements(inventory, () => []);
    arrangements.choice = { filter: parseFilter('vip'), sortBy: 'name', groupBy: undefined };
    listings = new ShownListings({
      inventory,
      arrangements,
      pages: new Pages(),
      busyRows: new BusyRows(),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      isReadingPhones: () => isUnderWay,
      changed: () => undefined,
    });
  });

  const rows = (): unknown[] => listings.nodes(SERVERS).map((node: Node) => render(node, {}).label);
  const phone = (id: string, serverId: string) => ({ id, name: `vip-${id}`, serverId });

  it('say how far the reading is, and show what was found as it comes', () => {
    assert.deepEqual(rows(), ['Loading…']);
    reading.phones = { read: [{ id: 'p0', name: 'other', serverId: 's1' }], total: 60_000 };
    assert.deepEqual(rows(), ['Reading: 1 of 60,000 phones']);
    reading.phones = { read: [phone('p1', 's2')], total: 60_000 };
    assert.deepEqual(rows(), ['web-02', 'Reading: 1 of 60,000 phones']);
  });

  it('say that nothing matches only when all phones were read', () => {
    reading.phones = { read: [], total: 60_000 };
    isUnderWay = false;
    assert.deepEqual(rows(), ['Nothing found so far: not all phones were read']);
    reading.areRead = true;
    assert.deepEqual(rows(), ['Nothing matches the filter']);
    isUnderWay = true;
    assert.deepEqual(rows(), ['Nothing matches the filter'], 'they are read again');
  });
});
