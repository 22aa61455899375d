import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs, { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeSharedFolder, thisWindow } from '../../../src/storage/nodeSharedFolder';
import { until } from '../../support/until';
import { fakes, Harness, onlyTarget, servers } from '../../support/operations/harness';

describe('the folder of the history', () => {
  let home: string;
  let files: NodeSharedFolder;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'operations-'));
    files = new NodeSharedFolder(join(home, 'storage', 'operations'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));
  const text = async (name: string) => Buffer.from((await files.read(name)) ?? []).toString();

  it('is empty before it is made, and a missing file is no failure', async () => {
    assert.deepEqual(files.names(), []);
    assert.equal(files.exists('a'), false);
    assert.equal(await files.read('a'), undefined);
    await files.remove('a');
  });

  it('creates a file once only', async () => {
    assert.equal(files.create('a', 'one'), true);
    assert.equal(files.create('a', 'two'), false);
    assert.deepEqual([await text('a'), files.exists('a'), files.names()], ['one', true, ['a']]);
    assert.equal((await stat(join(home, 'storage', 'operations', 'a'))).mode & 0o777, 0o600);
  });

  it('appends to an existing file, and makes no new one', async () => {
    files.create('a', 'one');
    await files.append('a', '\ntwo');
    files.appendNow('a', '\nthree');
    assert.equal(await text('a'), 'one\ntwo\nthree');
    await assert.rejects(files.append('b', 'x'), { code: 'ENOENT' });
    assert.throws(
      () => {
        files.appendNow('b', 'x');
      },
      { code: 'ENOENT' },
    );
    assert.deepEqual(files.names(), ['a']);
  });

  it('goes on when the disk took a part of the text, and fails when it takes no more', () => {
    const { writeSync } = fs;
    const few = (most: number) => (file: number, given: string | Uint8Array) => {
      const data = Buffer.from(given as string);
      return writeSync(file, data, 0, Math.min(most, data.length));
    };
    try {
      Reflect.set(fs, 'writeSync', few(3));
      syncBuiltinESMExports();
      files.create('a', 'one: 云手机\n');
      files.appendNow('a', 'two');
      assert.equal(readFileSync(join(home, 'storage', 'operations', 'a'), 'utf8'), 'one: 云手机\ntwo');
      Reflect.set(fs, 'writeSync', () => {
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      });
      syncBuiltinESMExports();
      assert.throws(
        () => {
          files.appendNow('a', 'three');
        },
        { code: 'ENOSPC' },
      );
    } finally {
      Reflect.set(fs, 'writeSync', writeSync);
      syncBuiltinESMExports();
    }
  });

  it('gives the size of a file', async () => {
    files.create('a', '云');
    assert.deepEqual([await files.size('a'), await files.size('b')], [3, 0]);
  });

  it('replaces a whole file, and leaves no draft behind', async () => {
    await files.write('a', Buffer.from('one'));
    await files.write('a', Buffer.from('two'));
    assert.deepEqual([await text('a'), files.names()], ['two', ['a']]);
    await files.remove('a');
    assert.deepEqual(files.names(), []);
  });

  it('fails with the code of the system when a path cannot be used', async () => {
    await writeFile(join(home, 'file'), '');
    const odd = new NodeSharedFolder(join(home, 'file', 'below'));
    assert.throws(() => odd.create('a', ''), { code: 'ENOTDIR' });
    await assert.rejects(new NodeSharedFolder(home).read('.'), { code: 'EISDIR' });
    const long = new NodeSharedFolder(home);
    assert.throws(() => long.create('x'.repeat(300), ''), { code: 'ENAMETOOLONG' });
  });

  it('reports changes until the watching is disposed', async () => {
    let changes = 0;
    const watching = files.watch(() => (changes += 1));
    files.create('a', 'one');
    await until(() => changes > 0);
    watching.dispose();
  });

  it('keeps an operation of a real window for the next one', async () => {
    const clients = fakes({
      cph: {
        restartServers: (ids) =>
          Promise.resolve({ requestId: 'r', jobs: ids.map((id) => ({ targetId: id, jobId: id })) }),
        listJobs: () => Promise.resolve(servers(1).map(({ id }) => ({ jobId: id, state: 'succeeded' }))),
      },
    });
    const one = new Harness(() => clients, undefined, { files, window: thisWindow() });
    const started = one.start('restart', 'Staging', servers(1));
    await until(() => started.operation().targets[0]?.jobId !== undefined);
    one.operations.dispose();
    const two = new Harness(() => clients, one.clock, { files, window: thisWindow() });
    await until(() => files.names().includes('op-000001.released-1'));
    await two.operations.load();
    assert.equal(two.operations.isOwn(1), true);
    await two.until(() => two.operations.list()[0]?.endedAt !== undefined);
    const [operation] = two.operations.list();
    assert.ok(operation);
    assert.equal(onlyTarget(operation).result, 'succeeded');
    await until(
      () =>
        files
          .names()
          .filter((name) => name.startsWith('op-'))
          .join() === 'op-000001.json.gz',
    );
    two.operations.dispose();
  });
});

describe('a window', () => {
  it('has a unique id, and is not gone', () => {
    const window = thisWindow();
    assert.notEqual(window.id, thisWindow().id);
    assert.equal(window.isGone(window.id), false);
  });

  it('is gone when its process is, as far as that can be known', () => {
    const window = thisWindow();
    const machine = hostname().replaceAll('/', '-');
    const ended = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
    assert.equal(window.isGone(`${machine}/${ended}/x`), true);
    assert.equal(window.isGone(`elsewhere/${ended}/x`), false);
    assert.equal(window.isGone(`${machine}/1/x`), false, 'the first process belongs to somebody else');
  });
});
