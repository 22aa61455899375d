import assert from 'node:assert/strict';
import { findRow } from '../../../src/inventory/findRow';
import { type AnyScope, type Inventory } from '../../../src/inventory/inventory';
import { scopeNodeId } from '../../../src/tree/common/projectsNodes';

const hex = (sign: string): string => sign.repeat(32);
const keyOf = (scope: AnyScope): string => (scope.kind === 'allPhones' ? `${scope.project} all` : scopeNodeId(scope));

/** An inventory that knows these lists. */
const knowing = (...lists: readonly (readonly [AnyScope, readonly { id: string; serverId?: string }[]])[]) => {
  const known = new Map(lists.map(([scope, rows]) => [keyOf(scope), { rows }]));
  return { known: (scope: AnyScope) => known.get(keyOf(scope)) } as unknown as Inventory;
};

describe('the row with an id', () => {
  const servers = { kind: 'servers', project: 'B' } as const;
  const instances = { kind: 'instances', project: 'B' } as const;
  const below = { kind: 'phones', project: 'B', serverId: hex('2') } as const;
  const inventory = knowing(
    [servers, [{ id: hex('1') }, { id: hex('2') }]],
    [instances, [{ id: 'kp-1' }]],
    [below, [{ id: hex('a') }]],
    [{ kind: 'allPhones', project: 'B' }, [{ id: hex('b'), serverId: hex('1') }, { id: hex('c') }]],
  );
  const find = (id: string) => findRow(inventory, ['A', 'B'], id);

  it('is found among the servers and instances of all projects', () => {
    assert.deepEqual(find(hex('1')), { scope: servers, id: hex('1') });
    assert.deepEqual(find('kp-1'), { scope: instances, id: 'kp-1' });
    assert.equal(find('KP-1'), undefined);
  });

  it('is found among the phones of a project and of a server, however its id is spelled', () => {
    assert.deepEqual(find(hex('b')), { scope: { ...below, serverId: hex('1') }, id: hex('b') });
    assert.deepEqual(find('AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA'), { scope: below, id: hex('a') });
  });

  it('is not found where no known list has it, or it is not known on which server it is', () => {
    assert.equal(find(hex('9')), undefined);
    assert.equal(find(hex('c')), undefined);
  });
});
