import assert from 'node:assert/strict';
import { type CacheFiles, InventoryCache } from '../../../../src/inventory/cache/inventoryCache';
import { listingOf } from '../../../../src/inventory/lists/listing';
import { LogLines } from '../../../support/api';
import { theProject } from '../../../support/theProject';

import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';

const MEGABYTE = 1024 * 1024;

describe('the size of the cached inventory', () => {
  const held = new Map<string, Uint8Array>();
  const files: CacheFiles = {
    names: () => [...held.keys()],
    read: (name) => Promise.resolve(held.get(name)),
    write: (name, data) => Promise.resolve(void held.set(name, data)),
    remove: (name) => Promise.resolve(void held.delete(name)),
  };

  it('has a limit for each file: beyond it nothing is cached, and the old file is deleted', async () => {
    const clock = new TestClock();
    const log = new LogLines();
    const project = theProject({ name: 'Demo', region: 'cn-north-4', projectId: 'f'.repeat(32) });
    const cache = new InventoryCache({ files, clock, log, projects: () => [project] });
    const keep = (megabytes: number): void => {
      const rows = [{ id: 'x'.repeat(megabytes * MEGABYTE) }];
      const listing = listingOf({ rows, total: 1, heldStill: true }, clock.now());
      cache.keepSoon('Demo', 'servers', () => ({ lists: [['', listing]], isWhole: true }));
      clock.advance(2000);
    };
    keep(1);
    await until(() => held.size === 1);
    keep(33);
    await until(() => held.size === 0);
    assert.deepEqual(log.lines, []);
  });
});
