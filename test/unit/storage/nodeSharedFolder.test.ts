import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import fsPromises, { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { NodeSharedFolder, thisWindow } from '../../../src/storage/nodeSharedFolder';
import { diskError, replaced } from '../../support/replaced';
import { until } from '../../support/until';
import { fakes, Harness, onlyTarget, servers, firstWhole } from '../../support/operations/harness';

const fails = (code: string) => (): never => {
  throw diskError(code);
};
const failing = (code: string) => () => Promise.reject(diskError(code));

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
    assert.equal(files.create('a', 'two', { isDurable: true }), false);
    assert.equal(files.create('b', 'one', { isDurable: true }), true);
    await files.remove('b');
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

  it('goes on when the disk took a part of the text, and fails when it takes no more', async () => {
    const { writeSync } = fs;
    const few = (file: number, given: string | NodeJS.ArrayBufferView) => {
      const data = Buffer.from(given as Uint8Array);
      return writeSync(file, data, 0, Math.min(3, data.length));
    };
    await replaced(fs, { writeSync: few }, () => {
      files.create('a', 'one: 云手机\n');
      files.appendNow('a', 'two');
    });
    assert.equal(await text('a'), 'one: 云手机\ntwo');
    await replaced(fs, { writeSync: fails('ENOSPC') }, () => {
      assert.throws(
        () => {
          files.appendNow('a', 'three');
        },
        { code: 'ENOSPC' },
      );
    });
  });

  it('creates a file that has its whole text from its first moment', async () => {
    const { writeSync } = fs;
    const seen: boolean[] = [];
    const watching = (file: number, given: string | NodeJS.ArrayBufferView) => {
      const data = Buffer.from(given as Uint8Array);
      const count = writeSync(file, data, 0, Math.min(1, data.length));
      seen.push(files.exists('a'));
      return count;
    };
    await replaced(fs, { writeSync: watching }, () => files.create('a', 'one'));
    assert.deepEqual([seen, await text('a'), files.names()], [[false, false, false], 'one', ['a']]);
  });

  it('creates no file, and leaves no draft, when the disk is full', async () => {
    for (const own of [{ writeSync: fails('ENOSPC') }, { fsyncSync: fails('EIO') }, { linkSync: fails('ENOSPC') }]) {
      await replaced(fs, own, () => {
        assert.throws(() => files.create('a', 'one', { isDurable: true }), /ENOSPC|EIO/);
      });
      assert.deepEqual(files.names(), []);
    }
    assert.equal(files.create('a', 'one'), true);
  });

  it('creates a file also where the system does not open a folder to flush it', async () => {
    const { openSync } = fs;
    const noFolder = ((path, flag, mode) =>
      flag === 'r' ? fails('EISDIR')() : openSync(path, flag, mode)) as typeof openSync;
    await replaced(fs, { openSync: noFolder }, () => {
      assert.deepEqual([files.create('a', 'one', { isDurable: true }), files.create('a', 'two')], [true, false]);
    });
    assert.equal(await text('a'), 'one');
  });

  it('appends and replaces also where the system does not open a folder to flush it', async () => {
    const { open } = fsPromises;
    const noFolder = ((path, flag, mode) =>
      flag === 'r' ? Promise.reject(new Error('EISDIR')) : open(path, flag, mode)) as typeof open;
    files.create('a', 'one');
    await replaced(fsPromises, { open: noFolder }, async () => {
      await files.append('a', ' two');
      await files.write('b', Buffer.from('three'));
    });
    assert.deepEqual([await text('a'), await text('b')], ['one two', 'three']);
  });

  it('creates a file once only also where the file system has no hard links', async () => {
    for (const code of ['EPERM', 'ENOSYS', 'ENOTSUP']) {
      await replaced(fs, { linkSync: fails(code) }, () => {
        assert.deepEqual([files.create(code, 'one'), files.create(code, 'two')], [true, false]);
      });
      assert.equal(await text(code), 'one');
    }
    assert.deepEqual(files.names(), ['ENOSYS', 'ENOTSUP', 'EPERM']);
    const { writeSync } = fs;
    let isFirst = true;
    const failingSecond = (...given: Parameters<typeof writeSync>) => {
      const isDraft = isFirst;
      isFirst = false;
      return isDraft ? writeSync(...given) : fails('ENOSPC')();
    };
    await replaced(fs, { linkSync: fails('ENOSYS'), writeSync: failingSecond as typeof writeSync }, () => {
      assert.throws(() => files.create('a', 'one'), { code: 'ENOSPC' });
    });
    assert.equal(files.exists('a'), false, 'a file without its text would be a mark that no window has set');
  });

  it('says that the disk has a fault, and neither "empty" nor "gone"', async () => {
    files.create('a', 'one');
    await replaced(fs, { readdirSync: fails('EIO'), statSync: fails('EIO') }, () => {
      assert.throws(() => files.names(), { code: 'EIO' });
      assert.throws(() => files.exists('a'), { code: 'EIO' });
    });
    await replaced(fsPromises, { stat: failing('EIO'), readFile: failing('EIO') }, async () => {
      await assert.rejects(files.size('a'), { code: 'EIO' });
      await assert.rejects(files.read('a'), { code: 'EIO' });
    });
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

  it('leaves no draft behind when a file cannot be replaced', async () => {
    await files.write('a', Buffer.from('one'));
    for (const own of [{ writeFile: failing('ENOSPC') }, { rename: failing('EIO') }]) {
      await replaced(fsPromises, own, () => assert.rejects(files.write('a', Buffer.from('two')), /ENOSPC|EIO/));
      assert.deepEqual([await text('a'), files.names()], ['one', ['a']]);
    }
  });

  it('replaces a file that a scanner holds, as soon as it lets go of it, and gives up after some seconds', async () => {
    const pauses: unknown[] = [];
    const wait = ((ms: number) => {
      pauses.push(ms);
      return Promise.resolve();
    }) as typeof timers.setTimeout;
    const { rename } = fsPromises;
    for (const code of ['EPERM', 'EBUSY', 'EACCES']) {
      let times = 0;
      const heldTwice: typeof rename = (from, to) => (++times > 2 ? rename(from, to) : Promise.reject(diskError(code)));
      await replaced(timers, { setTimeout: wait }, () =>
        replaced(fsPromises, { rename: heldTwice }, () => files.write(code, Buffer.from('one'))),
      );
      assert.equal(await text(code), 'one');
    }
    assert.deepEqual(pauses.splice(0), [20, 50, 20, 50, 20, 50]);
    await replaced(timers, { setTimeout: wait }, () =>
      replaced(fsPromises, { rename: failing('EPERM') }, () =>
        assert.rejects(files.write('a', Buffer.from('one')), { code: 'EPERM' }),
      ),
    );
    assert.deepEqual(pauses, [20, 50, 100, 200, 400, 800, 1_600]);
    assert.deepEqual(files.names(), ['EACCES', 'EBUSY', 'EPERM']);
  });

  it('removes drafts that are older than an hour when it begins to watch', async () => {
    files.create('a', 'one');
    const folder = join(home, 'storage', 'operations');
    for (const [name, minutes] of [
      ['old.draft', 61],
      ['new.draft', 59],
      ['old.jsonl', 61],
    ] as const) {
      await writeFile(join(folder, name), '');
      const at = Date.now() / 1000 - minutes * 60;
      await utimes(join(folder, name), at, at);
    }
    files.watch(() => undefined).dispose();
    await until(() => !files.names().includes('old.draft'));
    assert.deepEqual([...files.names()].sort(), ['a', 'new.draft', 'old.jsonl']);
    await replaced(fsPromises, { readdir: failing('EIO') }, () => {
      files.watch(() => undefined).dispose();
    });
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
    assert.equal(onlyTarget(await firstWhole(two)).result, 'succeeded');
    await until(
      () =>
        files
          .names()
          .filter((name) => name.startsWith('op-'))
          .join() === 'op-000001.json.gz,op-000001.summary.json',
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
