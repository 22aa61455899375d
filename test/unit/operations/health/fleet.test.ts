import assert from 'node:assert/strict';
import { type HealthCheck } from '../../../../src/operations/common/health';
import { type OperationsClients } from '../../../../src/operations/common/projectClients';
import { instanceHealth } from '../../../../src/operations/health/instanceHealth';
import { serverHealth } from '../../../../src/operations/health/serverHealth';
import { fakes, logInto, serverId } from '../../../support/operations/harness';

type Context = Parameters<HealthCheck['running']>[1];

const running = async (health: HealthCheck, clients: OperationsClients, context: Context): Promise<readonly string[]> =>
  (await health.running(clients, context, [])).map(({ id }) => id);

describe('the fleet that is read before a wave', () => {
  it('has the servers and instances that run; one without a state is not seen to run', async () => {
    const lines: string[] = [];
    const rows = [5, 5, 2, undefined].map((status, nth) => ({
      id: serverId(nth + 1),
      ...(status === undefined ? {} : { status }),
    }));
    const instances = [2, 3, undefined].map((runningStatus, nth) => ({
      id: `kp${nth + 1}`,
      ...(runningStatus === undefined ? {} : { runningStatus }),
    }));
    const clients = fakes({
      cph: { listServers: () => Promise.resolve({ total: 4, received: 4, servers: rows }) },
      koophone: { listInstances: () => Promise.resolve({ total: 3, received: 3, instances }) },
    });
    const context = { project: 'Staging', log: logInto(lines) };
    assert.deepEqual(await running(serverHealth, clients, context), [serverId(1), serverId(2)]);
    assert.deepEqual(await running(instanceHealth, clients, context), ['kp1']);
    assert.deepEqual(lines, []);
  });

  it('is read to its last page', async () => {
    const all = Array.from({ length: 450 }, (_, index) => serverId(index + 1));
    const asked: string[] = [];
    const clients = fakes({
      cph: {
        listServers: ({ offset, limit }) => {
          asked.push(`servers from ${offset}`);
          const servers = all.slice(offset, offset + limit).map((id) => ({ id, status: 5 }));
          return Promise.resolve({ total: all.length, received: servers.length, servers });
        },
      },
      koophone: {
        listInstances: ({ pageNo, pageSize }) => {
          asked.push(`instances, page ${pageNo}`);
          const rows = all.slice((pageNo - 1) * pageSize, pageNo * pageSize);
          const instances = rows.map((id) => ({ id, runningStatus: 2 }));
          return Promise.resolve({ total: all.length, received: instances.length, instances });
        },
      },
    });
    const context = { project: 'Staging', log: logInto([]) };
    assert.deepEqual(await running(serverHealth, clients, context), all);
    assert.deepEqual(await running(instanceHealth, clients, context), all);
    assert.deepEqual(asked, [
      ...[0, 100, 200, 300, 400].map((offset) => `servers from ${offset}`),
      ...[1, 2, 3].map((page) => `instances, page ${page}`),
    ]);
  });

  it('is told to be less than the cloud counts where the list does not have them all', async () => {
    const lines: string[] = [];
    const clients = fakes({
      cph: {
        listServers: ({ offset }) => {
          const servers = offset === 0 ? [{ id: serverId(1), status: 5 }] : [];
          return Promise.resolve({ total: 2, received: servers.length, servers });
        },
      },
    });
    const found = await running(serverHealth, clients, { project: 'Staging', log: logInto(lines) });
    assert.deepEqual(found, [serverId(1)]);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^warn The fleet of Staging: The (cloud counts 2 and lists 1|list kept changing)/);
  });
});
