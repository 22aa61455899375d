import assert from 'node:assert/strict';
import { type CommandContext } from '../../../../src/commands/context';
import { pickTargets } from '../../../../src/commands/meant/pickTargets';
import { RESTARTS } from '../../../../src/operations/verbs/registry';
import { type Node } from '../../../../src/tree/common/projectsNodes';
import { rowIn } from '../../../../src/tree/common/targetNodes';

const server = (id: string, project = 'Alpha'): Node => ({ kind: 'server', project, server: { id, status: 5 } });
const phone = (serverId: string, id: string): Node => ({
  kind: 'phone',
  project: 'Alpha',
  serverId,
  phone: { id, status: 2 },
});
const instance = (id: string, project = 'Alpha'): Node => ({
  kind: 'instance',
  project,
  instance: { id, runningStatus: 2 },
});
const servers: Node = { kind: 'group', project: 'Alpha', group: 'servers' };
const instances: Node = { kind: 'group', project: 'Alpha', group: 'instances' };
const state: Node = { kind: 'subgroup', project: 'Alpha', by: 'state', key: 'running' };

const context = {
  view: { filter: '', tree: { newest: (node: Node) => node } },
  inventory: {
    isRead: () => true,
    servers: () => Promise.resolve({ rows: [{ id: 's1' }, { id: 's2' }] }),
    instances: () => Promise.resolve({ rows: [{ id: 'i1' }, { id: 'i2' }, { id: 'i3' }] }),
  },
} as unknown as CommandContext;

describe('the rows of a selection of several kinds', () => {
  const cases: readonly [string, readonly Node[], Readonly<Record<string, string>>, readonly string[]][] = [
    [
      'of each kind are those of its restart, servers first',
      [instance('i1'), phone('s9', 'p1'), server('s1'), instance('i2', 'Beta')],
      { restart: 's1', restartPhones: 'p1', reboot: 'i1 i2' },
      [],
    ],
    [
      'have the phones of selected servers, which the plan leaves out',
      [server('s1'), phone('s1', 'p1'), phone('s2', 'p2')],
      { restart: 's1', restartPhones: 'p1 p2' },
      [],
    ],
    [
      'do not have the phones below a selected server',
      [server('s1'), instance('i1')],
      { restart: 's1', reboot: 'i1' },
      [],
    ],
    [
      'have the rows of a selected group of another kind',
      [instances, server('s1')],
      { restart: 's1', reboot: 'i1 i2 i3' },
      [],
    ],
    [
      'do not have the servers of a group of which a phone is selected',
      [servers, phone('s1', 'p1')],
      { restartPhones: 'p1' },
      ['1 other selected row'],
    ],
    [
      'do not have the rest of a group of which rows are selected',
      [servers, server('s1'), state, instance('i1')],
      { restart: 's1', reboot: 'i1' },
      ['2 other selected rows'],
    ],
  ];
  for (const [title, chosen, expected, notes] of cases) {
    it(title, async () => {
      const meant = await pickTargets(context, RESTARTS, [chosen[0], chosen]);
      assert.deepEqual(
        Object.fromEntries(meant.parts.map(({ verb, nodes }) => [verb, nodes.map((node) => rowIn(node).id).join(' ')])),
        expected,
      );
      assert.deepEqual(
        meant.parts.map(({ verb }) => verb),
        RESTARTS.filter((verb) => verb in expected),
      );
      assert.deepEqual(meant.notes, notes);
    });
  }

  it('of one verb leave out the others, and say so', async () => {
    const chosen = [server('s1'), phone('s1', 'p1'), phone('s2', 'p2')];
    const { parts, notes } = await pickTargets(context, ['restart'], [chosen[0], chosen]);
    assert.deepEqual(
      parts.map(({ verb, nodes }) => [verb, nodes.length]),
      [['restart', 1]],
    );
    assert.deepEqual(notes, ['1 phone of these servers', '1 other selected row']);
  });
});
