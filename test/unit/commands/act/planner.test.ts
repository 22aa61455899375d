import assert from 'node:assert/strict';
import { plannerFor } from '../../../../src/commands/act/planner';
import { type CommandContext } from '../../../../src/commands/context';
import { DEFAULT_GUARD } from '../../../../src/model/plan';
import { type TargetNode } from '../../../../src/tree/common/projectsNodes';
import { serverId } from '../../../support/operations/harness';
import { phoneId } from '../../../support/operations/phones';
import { projectNamed } from '../../../support/operations/planned';

const DAY_MS = 86_400_000;
const PHONE = { id: phoneId(1), name: 'phone-1', serverId: serverId(1), status: 2 };
const NODE: TargetNode = { kind: 'phone', project: 'Staging', serverId: serverId(1), phone: PHONE };

/** A window that read the servers a day ago, when the server had another name. */
function stage(protectedPatterns: readonly string[]) {
  const read: string[] = [];
  const lists: Record<string, { rows: readonly object[]; readAt: number }> = {
    servers: { rows: [{ id: serverId(1), name: 'web-1', status: 5 }], readAt: Date.now() - DAY_MS },
    phones: { rows: [PHONE], readAt: Date.now() },
  };
  const context = {
    inventory: {
      isRead: () => true,
      known: ({ kind }: { kind: string }) => lists[kind],
      refresh: ({ kind }: { kind: string }) => {
        read.push(kind);
        lists[kind] = { rows: [{ id: serverId(1), name: 'prod-1', status: 5 }], readAt: Date.now() };
        return Promise.resolve();
      },
      servers: () => Promise.resolve(lists['servers']),
      phones: () => Promise.resolve(lists['phones']),
    },
    operations: { running: () => [], tagsOf: () => Promise.resolve(new Map([[serverId(1), []]])) },
    settings: {
      project: () => projectNamed('Staging'),
      guard: () => ({ ...DEFAULT_GUARD, protectedPatterns }),
      freshMs: () => 60_000,
    },
  } as unknown as CommandContext;
  return { read, context };
}

describe('the planner of an act on phones', () => {
  it('reads the names of their servers again where names are protected: a server can have got one since', async () => {
    const { read, context } = stage(['prod-*']);
    const [plan] = (await plannerFor(context, [{ verb: 'restartPhones', nodes: [NODE] }], false))();
    assert.deepEqual(read, ['servers']);
    assert.deepEqual(
      plan?.leftOut.map(({ why }) => why),
      ['protected'],
    );
  });

  it('reads nothing more where nothing is protected', async () => {
    const { read, context } = stage([]);
    const [plan] = (await plannerFor(context, [{ verb: 'restartPhones', nodes: [NODE] }], false))();
    assert.deepEqual(read, []);
    assert.equal(plan?.targets.length, 1);
  });
});
