import assert from 'node:assert/strict';
import {
  type Node,
  nodeId,
  notice,
  parentId,
  projectId,
  scopeNodeId,
  scopeOf,
} from '../../../../src/tree/common/projectsNodes';
import { targetNodeId } from '../../../../src/tree/common/targetNodes';

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
  it('differ for different nodes, also with special characters in names', () => {
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

  it('stay the same when the state of the row changes', () => {
    assert.equal(nodeId(server('a', 's')), nodeId({ kind: 'server', project: 'a', server: { id: 's', status: 13 } }));
    const again = { kind: 'signedOut', project: 'a', again: true } as const;
    assert.equal(nodeId(notice('a', { ...again, again: false })), nodeId(notice('a', again)));
  });

  it('can be made of a name with a lone surrogate', () => {
    assert.match(nodeId(server('a\ud800', 's')), /servers/);
  });

  it('lead from each row to its parent', () => {
    const path = (node: Node): string => `${parentId(node) ?? 'top'} > ${nodeId(node)}`;
    assert.equal(path(phone('my project', 's', 'p')), 'my%20project/servers/s > my%20project/servers/s/p');
    assert.equal(path(server('my project', 's')), 'my%20project/servers > my%20project/servers/s');
    assert.equal(path(instance('my project', 'i')), 'my%20project/instances > my%20project/instances/i');
    assert.equal(path(group('my project', 'servers')), 'my%20project > my%20project/servers');
    assert.equal(parentId(notice('a/servers', { kind: 'loading' })), 'a/servers');
    assert.equal(parentId(notice('', { kind: 'loading' })), undefined);
  });

  it('are those of the targets of an operation', () => {
    assert.equal(targetNodeId('server', 'a', { id: 's' }), nodeId(server('a', 's')));
    assert.equal(targetNodeId('instance', 'a', { id: 'i' }), nodeId(instance('a', 'i')));
    assert.equal(targetNodeId('phone', 'a', { id: 'p', serverId: 's' }), nodeId(phone('a', 's', 'p')));
  });

  it('lead from a row to the listing below it, and back', () => {
    for (const node of [group('a', 'servers'), group('a', 'instances'), server('a', 's')]) {
      const scope = scopeOf(node);
      assert.equal(scope && scopeNodeId(scope), nodeId(node));
    }
    assert.equal(scopeOf(instance('a', 'i')), undefined);
  });
});
