import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Operation } from '../../../../src/model/operation';
import { type Operations } from '../../../../src/operations/operations';
import { countResults } from '../../../../src/model/results';
import { startCloud } from '../../../cloud/cloud';
import { until } from '../../../support/until';
import { openRealWindow } from '../../../support/operations/realWindow';

const SERVERS = 1_000;

const ended = (operations: Operations): Promise<Operation> =>
  new Promise((resolve) => {
    operations.onDidChange((change) => {
      if (change.kind === 'done') {
        resolve(change.operation);
      }
    });
  });

describe('a process that is killed in the middle of a thousand restarts', () => {
  it('leaves a thousand true results to the next one, and nothing is restarted twice', async function () {
    this.timeout(60_000);
    const home = await mkdtemp(join(tmpdir(), 'killed-'));
    const cloud = await startCloud({ servers: SERVERS, phonesPerServer: 0, latencyMs: 20, jobMs: 500 });
    const targets = [...cloud.fleet.servers.values()].map((server) => {
      server.status = 5;
      return { id: server.serverId, name: server.name };
    });
    const { origin, account } = cloud;
    const folder = join(home, 'operations');
    const options = { origin, token: cloud.issueToken(), projectId: account.projectId, folder, lanes: 2 };
    const child = fork(join(import.meta.dirname, '..', '..', '..', 'support', 'operations', 'killedProcess.ts'), {
      execArgv: ['--import', 'tsx'],
    });
    try {
      child.send({ options, targets });
      await until(() => cloud.actions.restarts.size >= 400, 'the first restarts', 30_000);
      child.kill('SIGKILL');
      await once(child, 'exit');

      const next = openRealWindow(options);
      const end = ended(next);
      await next.load();
      const [taken] = next.list();
      assert.equal(taken?.hold?.why, 'reload', 'nothing is sent before a person says so');
      next.cancel(taken.number);
      const operation = await end;
      const files = () => readdirSync(folder).filter((name) => name.startsWith('op-'));
      await until(() => files().sort().join() === 'op-000001.json.gz,op-000001.summary.json', 'the packing');
      next.dispose();

      const counts = countResults(operation);
      assert.equal(operation.targets.length, SERVERS);
      assert.ok(counts.succeeded >= 200 && counts['not sent'] >= 200, JSON.stringify(counts));
      assert.ok(counts.unknown <= 200, 'at most what was under way is not known');
      assert.equal(counts.succeeded + counts['not sent'] + counts.unknown, SERVERS);
      for (const { id, result } of operation.targets) {
        const acts = cloud.actions.restarts.get(id) ?? 0;
        assert.ok(result === 'unknown' ? acts <= 1 : acts === (result === 'succeeded' ? 1 : 0), `${id} ${acts}`);
      }
    } finally {
      child.kill('SIGKILL');
      await cloud.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
