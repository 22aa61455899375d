import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { readProjects } from '../../../src/config/projects';
import { isRecord, textAt, valueAt } from '../../cloud/wire/checks';

/** Runs the command line of the cloud; `firstLine` waits for its first line on stdout. */
function run(...args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'test/cloud/main.ts', ...args]);
  const said = { out: '', err: '' };
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said.out += chunk.toString();
      if (said.out.includes('\n')) {
        resolve(said.out);
      }
    });
    child.once('exit', () => {
      reject(new Error(`ended without a line: ${said.err}`));
    });
  });
  firstLine.catch(() => undefined);
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  return { child, said, firstLine, exit: once(child, 'exit') };
}

describe('npm run cloud', function () {
  this.timeout(30_000);

  it('prints one JSON line with all that is needed, and ends when told to', async () => {
    const { child, said, firstLine, exit } = run('--servers', '3', '--seed', '7');
    const ready: unknown = JSON.parse(await firstLine);
    const [origin, projectId] = [textAt(ready, 'origin') ?? '', textAt(ready, 'projectId') ?? ''];
    const headers = { 'x-auth-token': textAt(ready, 'token') ?? '' };
    const response = await fetch(`${origin}/v1/${projectId}/cloud-phone/servers`, { headers });
    assert.equal(valueAt(await response.json(), 'count'), 3);
    const { projects, problems } = readProjects([valueAt(ready, 'project')]);
    assert.deepEqual([projects.map(({ name }) => name), problems], [['Simulated cloud'], []]);
    assert.equal(projects[0]?.hosts.iam, origin);
    assert.ok(isRecord(ready) && ['domain', 'user', 'password', 'region'].every((name) => name in ready));
    assert.match(textAt(ready, 'accessKey', 'accessKeyId') ?? '', /^SIM[0-9A-F]{17}$/);
    assert.match(textAt(ready, 'accessKey', 'secretAccessKey') ?? '', /^[0-9a-f]{40}$/);
    child.kill('SIGTERM');
    assert.deepEqual(await exit, [0, null]);
    assert.equal(said.out.trim().split('\n').length, 1);
  });

  it('says on the error stream what is wrong with an option', async () => {
    const { said, exit } = run('--failure-share', '2');
    assert.deepEqual(await exit, [2, null]);
    assert.match(said.err, /--failure-share needs a number from 0 to 1/);
    assert.equal(said.out, '');
  });

  it('explains its options', async () => {
    const { said, exit } = run('--help');
    assert.deepEqual(await exit, [0, null]);
    for (const option of [
      '--servers',
      '--phones-per-server',
      '--instances',
      '--latency',
      '--phone-time',
      '--reset-time',
      '--assign-time',
      '--most-phones',
      '--failure-share',
      '--seed',
    ]) {
      assert.ok(said.out.includes(option), option);
    }
  });
});
