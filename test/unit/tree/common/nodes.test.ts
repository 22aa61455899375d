import assert from 'node:assert/strict';
import {
  type Node,
  nodeId,
  notice,
  parentId,
  projectId,
  scopeNodeId,
  scopeOf,
  targetNodeId,
} from '../../../../src/tree/common/nodes';

const server = (project: string, id: string): Node => ({ kind: 'server', project, server: { id } });
const phone = (project: string, serverId: string, id: string): Node => ({
  kind: 'phone',
  project,
  serverId,
  phone: { id },
});
const instance = (project: string, id: string): Node => ({ kind: 'instance', project, instance: { id } });
const group = (project: string, name: 'servers' | 'instances'): Node => ({ kind: 'group', project, group: name });

describe('the ids of nodes', () => {
  it('are unlike for unlike things, whatever the names hold', () => {
    const names = ['a', 'a/servers', 'a/servers/s', '/', '%2F', '!', ' ', '华北', 'A'];
    const nodes = names.flatMap((name): Node[] => [
      group(name, 'servers'),
      group(name, 'instances'),
      server(name, 's'),
      server(name, 's/p'),
      instance(name, 's'),
      phone(name, 's', 'p'),
      notice(projectId(name), { kind: 'signedOut', project: name, again: false }),
      notice(scopeNodeId({ kind: 'servers', project: name }), { kind: 'loading' }),
      notice(scopeNodeId({ kind: 'servers', project: name }), { kind: 'failed', error: undefined }),
    ]);
    const ids = nodes.map(nodeId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('stay what they are when the thing behind changes its state', () => {
    assert.equal(nodeId(server('a', 's')), nodeId({ kind: 'server', project: 'a', server: { id: 's', status: 13 } }));
    const again = { kind: 'signedOut', project: 'a', again: true } as const;
    assert.equal(nodeId(notice('a', { ...again, again: false })), nodeId(notice('a', again)));
  });

  it('do not break on half a character', () => {
    assert.match(nodeId(server('a\ud800', 's')), /servers/);
  });

  it('lead from each row to the one above', () => {
    const path = (node: Node): string => `${parentId(node) ?? 'top'} > ${nodeId(node)}`;
    assert.equal(path(phone('my project', 's', 'p')), 'my%20project/servers/s > my%20project/servers/s/p');
    assert.equal(path(server('my project', 's')), 'my%20project/servers > my%20project/servers/s');
    assert.equal(path(instance('my project', 'i')), 'my%20project/instances > my%20project/instances/i');
    assert.equal(path(group('my project', 'servers')), 'my%20project > my%20project/servers');
    assert.equal(parentId(notice('a/servers', { kind: 'loading' })), 'a/servers');
    assert.equal(parentId(notice('', { kind: 'loading' })), undefined);
  });

  it('name what an operation acts on', () => {
    assert.equal(targetNodeId('a', 'restart', 's'), nodeId(server('a', 's')));
    assert.equal(targetNodeId('a', 'reboot', 'i'), nodeId(instance('a', 'i')));
    assert.equal(targetNodeId('a', 'unassign', 'i'), nodeId(instance('a', 'i')));
  });

  it('are those of the listing that a row opens to', () => {
    for (const node of [group('a', 'servers'), group('a', 'instances'), server('a', 's')]) {
      const scope = scopeOf(node);
      assert.equal(scope && scopeNodeId(scope), nodeId(node));
    }
    assert.equal(scopeOf(instance('a', 'i')), undefined);
  });
});
