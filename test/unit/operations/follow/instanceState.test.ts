import assert from 'node:assert/strict';
import { type KooPhoneLike } from '../../../../src/operations/common/projectClients';
import { readInstances } from '../../../../src/operations/follow/instanceState';
import { type ProjectContext } from '../../../../src/operations/common/verb';
import { TestClock } from '../../../support/testClock';
import { logInto } from '../../../support/operations/harness';

const contextOf = (): ProjectContext => ({
  project: 'Staging',
  clock: new TestClock(),
  log: logInto([]),
  pollIntervalMs: () => 5_000,
});

/** A fleet of `kp1` to `kp<count>`, and what was asked of it: a page number or an id. */
function fleetOf(
  count: number,
  own: { hasTotal?: boolean; total?: number; most?: number; isStuck?: boolean; unreadable?: number } = {},
) {
  const asked: (number | string)[] = [];
  const all = Array.from({ length: count }, (_, index) => ({ id: `kp${index + 1}` }));
  const koophone: Pick<KooPhoneLike, 'listInstances'> = {
    listInstances: ({ pageNo, pageSize, instanceId }) => {
      asked.push(instanceId ?? pageNo);
      const rows = all.filter(({ id }) => instanceId === undefined || id.startsWith(instanceId));
      const size = Math.min(pageSize, own.most ?? Infinity);
      const start = own.isStuck === true ? 0 : (pageNo - 1) * size;
      const page = rows.slice(start, start + size);
      if (asked.length > 1_000) {
        return Promise.reject(new Error('The list is read for ever.'));
      }
      const total = own.hasTotal === false ? {} : { total: own.total ?? rows.length };
      return Promise.resolve({ ...total, received: page.length, instances: pageNo === own.unreadable ? [] : page });
    },
  };
  const context = contextOf();
  const read = (ids: readonly string[]) => readInstances(koophone, ids, context);
  return { asked, read };
}
const ids = (...numbers: number[]): string[] => numbers.map((number) => `kp${number}`);

describe('reading the rows of some instances', () => {
  it('asks for one by its id, also where the cloud gives similar ones too', async () => {
    const { asked, read } = fleetOf(30);
    const found = await read(['kp3']);
    assert.deepEqual([...found.keys()], ['kp3']);
    assert.deepEqual(asked, ['kp3']);
  });

  it('reads pages where that takes fewer requests, and none after the last one wanted', async () => {
    const { asked, read } = fleetOf(1000);
    assert.equal((await read(ids(1, 201, 202, 203, 204, 205))).size, 6);
    assert.deepEqual(asked, [1, 2]);
  });

  it('asks one by one as soon as that takes fewer requests than the pages left', async () => {
    const { asked, read } = fleetOf(1000);
    assert.equal((await read(ids(1, 700, 900))).size, 3);
    assert.deepEqual(asked, [1, 'kp700', 'kp900']);
  });

  it('remembers how many there are', async () => {
    const { asked, read } = fleetOf(1000);
    await read(ids(1, 700, 900));
    asked.length = 0;
    await read(ids(1, 700, 900));
    assert.deepEqual(asked, ids(1, 700, 900));
  });

  it('ends with the last page when an instance is not listed', async () => {
    const { asked, read } = fleetOf(150);
    assert.equal((await read(ids(1, 151, 152))).size, 1);
    assert.deepEqual(asked, [1]);
  });

  it('ends with a short page where the cloud does not count', async () => {
    const { asked, read } = fleetOf(450, { hasTotal: false });
    assert.equal((await read(ids(1, 451, 452, 453))).size, 1);
    assert.deepEqual(asked, [1, 2, 3]);
  });

  it('ends with an empty page where the cloud counts too many', async () => {
    const { asked, read } = fleetOf(10, { total: 100_000 });
    assert.equal((await read(Array.from({ length: 600 }, (_, index) => `kq${index}`))).size, 0);
    assert.deepEqual(asked, [1, 2]);
  });

  it('finds all where the cloud gives fewer a page than it was asked for', async () => {
    for (const hasTotal of [true, false]) {
      const { asked, read } = fleetOf(250, { most: 100, hasTotal });
      assert.equal((await read(ids(1, 101, 201, 202, 249, 250))).size, 6);
      assert.deepEqual(asked, [1, 2, 3]);
    }
  });

  it('ends with a page that repeats another, and does not read for ever', async () => {
    for (const hasTotal of [true, false]) {
      const { asked, read } = fleetOf(450, { isStuck: true, hasTotal, ...(hasTotal ? { total: 1_000 } : {}) });
      assert.equal((await read(Array.from({ length: 450 }, (_, index) => `kp${index + 1}`))).size, 200);
      assert.deepEqual(asked, [1, 2]);
    }
  });

  it('ends with the last full page where the cloud counts no more', async () => {
    const { asked, read } = fleetOf(400);
    assert.equal((await read(ids(1, 401, 402, 403))).size, 1);
    assert.deepEqual(asked, [1, 2]);
  });

  it('asks one by one after a second short page too, as soon as that takes fewer requests', async () => {
    const { asked, read } = fleetOf(1000, { most: 100 });
    assert.equal((await read(ids(1, 950))).size, 2);
    assert.deepEqual(asked, [1, 2, 'kp950']);
  });

  it('goes on after a page of which no row can be read', async () => {
    const { asked, read } = fleetOf(1000, { unreadable: 2 });
    assert.equal((await read(ids(1, 401, 402, 403, 404, 405))).size, 6);
    assert.deepEqual(asked, [1, 2, 3]);
  });

  it('takes the newest of a row that comes twice because the list moved', async () => {
    const pages = [
      [
        { id: 'kp1', isLoggedIn: false },
        { id: 'kp2', isLoggedIn: false },
      ],
      [
        { id: 'kp1', isLoggedIn: true },
        { id: 'kp3', isLoggedIn: false },
      ],
    ];
    const koophone: Pick<KooPhoneLike, 'listInstances'> = {
      listInstances: ({ pageNo }) => Promise.resolve({ total: 4, received: 2, instances: pages[pageNo - 1] ?? [] }),
    };
    const found = await readInstances(koophone, ids(1, 2, 3), contextOf());
    assert.deepEqual([...found.values()], [pages[1]?.[0], pages[0]?.[1], pages[1]?.[1]]);
  });

  it('gives up a list without an end, and asks for what was not seen alone', async () => {
    const asked: string[] = [];
    const koophone: Pick<KooPhoneLike, 'listInstances'> = {
      listInstances: ({ pageNo, instanceId }) => {
        if (instanceId !== undefined) {
          asked.push(instanceId);
          return Promise.resolve({ total: 1, received: 1, instances: [{ id: instanceId }] });
        }
        return pageNo > 5_000
          ? Promise.reject(new Error('The list is read for ever.'))
          : Promise.resolve({ received: 200, instances: [{ id: `other${pageNo}` }] });
      },
    };
    assert.equal((await readInstances(koophone, ids(1, 2), contextOf())).size, 2);
    assert.deepEqual(asked, ['kp1', 'kp2']);
  });
});
