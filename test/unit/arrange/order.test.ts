import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Server } from '../../../src/model/server';
import { byName, type SortBy, sorted } from '../../../src/arrange/order';
import { subgroups } from '../../../src/arrange/subgroups';

const named = (...names: string[]): Server[] => names.map((name, index) => ({ id: `s${index}`, name }));
const inOrder = (rows: readonly Server[], by: SortBy): string =>
  sorted('servers', rows, byName(rows), by)
    .map((place) => rows[place]?.name ?? rows[place]?.id)
    .join();

describe('the order of rows', () => {
  it('is by name, with numbers by value', () => {
    assert.equal(inOrder(named('phone-10', 'phone-2', 'Phone-1', 'abc'), 'name'), 'abc,Phone-1,phone-2,phone-10');
  });

  it('is the same for names of letters and numbers with and without a Chinese name among them', () => {
    const name = fc
      .array(fc.oneof(fc.constantFrom('web', 'Web', 'a', 'b'), fc.nat({ max: 200 }).map(String), fc.constant('007')))
      .map((parts) => parts.join('-'));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const beside = byName(named(...names, '手机'));
        assert.deepEqual(
          byName(named(...names)),
          beside.filter((place) => place < names.length),
        );
      }),
    );
  });

  it('is by id for rows without a name', () => {
    assert.equal(inOrder([{ id: 'b' }, { id: 'c', name: 'a' }], 'name'), 'a,b');
  });

  it('can be by state: broken, changing, others, good; rows with the same state by name', () => {
    const status = [5, 2, 13, 10, 2, 5];
    const rows = named('f', 'e', 'd', 'c', 'b', 'a').map((row, index) => ({ ...row, status: status[index] ?? 0 }));
    assert.equal(inOrder(rows, 'status'), 'b,e,d,c,a,f');
  });

  it('can be by creation time: the newest first, rows without a time last', () => {
    const rows: Server[] = [
      { id: 'old', createdAt: '2025-01-01T00:00:00Z' },
      { id: 'none' },
      { id: 'new', createdAt: '2026-01-01T00:00:00Z' },
      { id: 'also', createdAt: '2025-01-01T00:00:00Z' },
    ];
    assert.equal(inOrder(rows, 'created'), 'new,also,old,none');
  });

  it('is the same from any order of an earlier state', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), fc.array(fc.string({ maxLength: 3 })), (one, other) => {
        const rows = named(...one);
        assert.deepEqual(byName(rows, byName(named(...other))), byName(rows));
      }),
    );
  });
});

describe('sub-groups of instances', () => {
  const rows = [
    { id: 'a', runningStatus: 2, userId: 'u10' },
    { id: 'b', runningStatus: 4 },
    { id: 'c', runningStatus: 2, userId: 'u2' },
    { id: 'd', runningStatus: 1, userId: 'u2' },
  ];
  const shown = (by: 'state' | 'user'): string[] =>
    [...subgroups(by, rows).values()].map((group) => `${group.key}: ${group.rows.map(({ id }) => id).join()}`);

  it('have a state in common, changing states first', () => {
    assert.deepEqual(shown('state'), ['starting: b', 'stopped: d', 'running: a,c']);
  });

  it('have a user in common, those without one last', () => {
    assert.deepEqual(shown('user'), ['u2: c,d', 'u10: a', ': b']);
  });
});
