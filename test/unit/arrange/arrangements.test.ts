import assert from 'node:assert/strict';
import { Arrangements } from '../../../src/arrange/arrangements';
import { parseFilter } from '../../../src/arrange/parseFilter';
import { inEnglish } from '../../../src/base/message';
import { type AnyScope, type Inventory } from '../../../src/inventory/inventory';
import { type Listing, listingOf } from '../../../src/inventory/lists/listing';
import { type Instance } from '../../../src/model/instance';
import { type Phone } from '../../../src/model/phone';
import { type Server } from '../../../src/model/server';

const P = 'Demo';
const NORMAL = 5;
const STARTING = 13;
const web: Server = { id: 'aa01', name: 'web-10', status: NORMAL, createdAt: '2025-01-01T00:00:00Z' };
const also: Server = { id: 'aa02', name: 'web-2', status: STARTING, createdAt: '2026-01-01T00:00:00Z' };
const db: Server = { id: 'aa03', name: 'db-1', status: NORMAL, createdAt: '2024-01-01T00:00:00Z' };
const one: Phone = { id: 'p1', name: 'phone-1', serverId: 'aa01', status: 2 };
const two: Phone = { id: 'p2', name: 'phone-2', serverId: 'AA01', status: 2 };
const three: Phone = { id: 'p3', name: 'other-3', serverId: 'aa03', status: 4 };
const ann: Instance = { id: 'i1', name: 'b', runningStatus: 2, userId: '7' };
const ben: Instance = { id: 'i2', name: 'a', runningStatus: 4 };

/** The known lists, by kind, and for the phones of one server by server. */
class Known {
  readonly lists = new Map<string, Listing<Server | Phone | Instance>>();

  put(of: string, rows: readonly (Server | Phone | Instance)[], isComplete = true): void {
    this.lists.set(of, { ...listingOf({ rows, total: rows.length, heldStill: true }, 1), isComplete });
  }

  readonly known = ((scope: AnyScope) =>
    scope.project !== P
      ? undefined
      : this.lists.get(scope.kind === 'phones' ? `phones ${scope.serverId.toLowerCase()}` : scope.kind)) as Pick<
    Inventory,
    'known'
  >['known'];
}

describe('the arrangement of a listing', () => {
  let known: Known;
  let arrangements: Arrangements;
  beforeEach(() => {
    known = new Known();
    arrangements = new Arrangements(known, (word) => [inEnglish(word)]);
  });

  const servers = { kind: 'servers', project: P } as const;
  const instances = { kind: 'instances', project: P } as const;
  const phonesOf = (serverId: string) => ({ kind: 'phones', project: P, serverId }) as const;
  const choose = (differs: Partial<Arrangements['choice']>): void => {
    arrangements.choice = { ...arrangements.choice, ...differs };
  };
  const filter = (text: string): void => {
    choose({ filter: parseFilter(text) });
  };
  const ids = (rows: readonly { readonly id: string }[] | undefined): string | undefined =>
    rows?.map(({ id }) => id).join();

  it('is undefined before anything of the list was read', () => {
    for (const scope of [servers, instances, phonesOf('aa01')]) {
      assert.equal(arrangements.of(scope), undefined, scope.kind);
      assert.deepEqual(arrangements.unsettled(scope), [], scope.kind);
    }
    assert.equal(arrangements.shows(P, 'aa01'), false);
    assert.equal(arrangements.subgroups(P), undefined);
  });

  it('has all rows in the order of their names when nothing is chosen', () => {
    known.put('servers', [web, also, db]);
    known.put('instances', [ann, ben]);
    known.put('phones aa01', [two, one]);
    assert.deepEqual(arrangements.of(servers), { rows: [db, also, web], hits: [db, also, web], total: 3 });
    assert.equal(ids(arrangements.of(instances)?.rows), 'i2,i1');
    assert.equal(ids(arrangements.of(phonesOf('aa01'))?.rows), 'p1,p2');
  });

  it('has the chosen order, also after another one', () => {
    known.put('servers', [web, also, db]);
    choose({ sortBy: 'status' });
    assert.equal(ids(arrangements.servers(P)?.rows), 'aa02,aa03,aa01');
    choose({ sortBy: 'created' });
    assert.equal(ids(arrangements.servers(P)?.rows), 'aa02,aa01,aa03');
    choose({ sortBy: 'name' });
    assert.equal(ids(arrangements.servers(P)?.rows), 'aa03,aa02,aa01');
  });

  it('keeps the rows in the order in which they come, and sorts them once all are there', () => {
    known.put('servers', [web, also], false);
    assert.equal(ids(arrangements.servers(P)?.rows), 'aa01,aa02');
    known.put('servers', [web, also, db]);
    assert.equal(ids(arrangements.servers(P)?.rows), 'aa03,aa02,aa01');
  });

  it('is made once while the list and the choice stay the same, and again when either changes', () => {
    known.put('servers', [web, also, db]);
    const first = arrangements.servers(P);
    assert.equal(arrangements.servers(P), first);
    choose({ sortBy: 'created' });
    const other = arrangements.servers(P);
    assert.notEqual(other, first);
    known.put('servers', [web, { ...also, name: 'z' }, db]);
    choose({ sortBy: 'name' });
    assert.equal(ids(arrangements.servers(P)?.rows), 'aa03,aa01,aa02');
  });

  describe('under a filter', () => {
    it('has only the rows that match, and says how many were read', () => {
      known.put('servers', [web, also, db]);
      known.put('instances', [ann, ben]);
      filter('web');
      assert.deepEqual(arrangements.servers(P), { rows: [also, web], hits: [also, web], total: 3 });
      assert.deepEqual(arrangements.instances(P), { rows: [], hits: [], total: 2 });
      filter('user:7');
      assert.deepEqual(arrangements.instances(P), { rows: [ann], hits: [ann], total: 2 });
    });

    it('has a server of which only phones match, but not among the hits', () => {
      known.put('servers', [web, also, db]);
      known.put('allPhones', [one, two, three]);
      filter('other');
      assert.deepEqual(arrangements.servers(P), { rows: [db], hits: [], total: 3 });
      assert.deepEqual([arrangements.shows(P, 'AA03'), arrangements.shows(P, 'aa01')], [true, false]);
    });

    it('counts the matching phones once they are read, and again when they are read again', () => {
      known.put('servers', [web, also, db]);
      filter('phone-');
      assert.equal(arrangements.phoneCount(P), undefined);
      assert.equal(ids(arrangements.servers(P)?.rows), '');
      known.put('allPhones', [one, two, three]);
      assert.equal(arrangements.phoneCount(P), 2);
      assert.equal(ids(arrangements.servers(P)?.rows), 'aa01');
      known.put('allPhones', [one, three]);
      assert.equal(arrangements.phoneCount(P), 1);
      choose({ filter: undefined });
      assert.equal(arrangements.phoneCount(P), undefined);
    });

    it('has the matching phones of a server, or all when the server itself matches', () => {
      known.put('servers', [web, also, db]);
      known.put('phones aa01', [one, two]);
      filter('phone-2');
      assert.deepEqual(arrangements.phones(P, 'aa01'), { rows: [two], hits: [two], total: 2 });
      filter('web-10');
      assert.equal(ids(arrangements.phones(P, 'AA01')?.rows), 'p1,p2');
      filter('db-1');
      assert.equal(ids(arrangements.phones(P, 'aa01')?.rows), '');
    });

    it('finds phones by the name of their server, whatever the case of its id, and none of an unknown server', () => {
      known.put('servers', [web, db]);
      known.put('allPhones', [one, two, three, { id: 'p4', serverId: 'ff' }]);
      filter('server:web');
      assert.equal(arrangements.phoneCount(P), 2);
      filter('server:ff');
      assert.equal(arrangements.phoneCount(P), 1);
    });

    it('names the phones of the project that match themselves, whichever server has them', () => {
      known.put('servers', [web, also, db]);
      filter('3');
      assert.equal(arrangements.phonesThatMatch(P), undefined);
      known.put('allPhones', [one, two, three]);
      assert.deepEqual(arrangements.phonesThatMatch(P), [three]);
      filter('nothing of that kind');
      assert.deepEqual(arrangements.phonesThatMatch(P), []);
      choose({ filter: undefined });
      assert.equal(arrangements.phonesThatMatch(P), undefined);
    });

    it('finds phones before the servers are read', () => {
      known.put('allPhones', [one, three]);
      filter('server:aa01');
      assert.equal(arrangements.phoneCount(P), 1);
    });
  });

  it('groups the shown instances when grouping is chosen', () => {
    known.put('instances', [ann, ben]);
    assert.equal(arrangements.subgroups(P), undefined);
    choose({ groupBy: 'user' });
    const groups = arrangements.subgroups(P);
    assert.deepEqual([...(groups?.keys() ?? [])], ['7', '']);
    assert.equal(arrangements.subgroups(P), groups);
    filter('user:7');
    assert.deepEqual([...(arrangements.subgroups(P)?.keys() ?? [])], ['7']);
  });

  it('names the shown rows whose status is about to change by itself', () => {
    known.put('servers', [web, also, db]);
    known.put('instances', [ann, ben]);
    known.put('phones aa03', [three]);
    assert.deepEqual(arrangements.unsettled(servers), ['aa02']);
    assert.deepEqual(arrangements.unsettled(instances), ['i2']);
    assert.deepEqual(arrangements.unsettled(phonesOf('aa03')), ['p3']);
    filter('db');
    assert.deepEqual(arrangements.unsettled(servers), []);
  });
});
