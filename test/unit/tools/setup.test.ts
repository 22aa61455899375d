import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../tools/root';

const shell = pathToFileURL(path.join(root, 'test', 'tools', 'setup', 'shell.mjs')).href;

describe("The set-up's cache", () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(path.join(tmpdir(), 'cloud-phone-cache-'));
  });
  afterEach(() => {
    rmSync(cache, { recursive: true, force: true });
  });

  /** Asks for the folder "thing" in a process of its own; making it writes "made" into it and a line into a journal. */
  async function ask(beforeMade = ''): Promise<void> {
    const script = `
      import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
      import { cached } from ${JSON.stringify(shell)};
      writeFileSync(${JSON.stringify(cache)} + '/asked-' + process.pid, '');
      await cached('thing', async (folder) => {
        appendFileSync(${JSON.stringify(path.join(cache, 'journal'))}, 'made\\n');
        ${beforeMade}
        writeFileSync(folder + '/made', '');
      });`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, CLOUD_PHONE_CACHE: cache },
    });
  }
  const timesMade = (): number => readFileSync(path.join(cache, 'journal'), 'utf8').trim().split('\n').length;

  it('makes a folder once', async () => {
    await ask();
    await ask();
    assert.equal(timesMade(), 1);
    assert.ok(existsSync(path.join(cache, 'thing', 'made')));
  });

  it('makes a folder once when two runs ask at the same time', async () => {
    const slow = `
      while (readdirSync(${JSON.stringify(cache)}).filter((name) => name.startsWith('asked-')).length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }`;
    await Promise.all([ask(slow), ask(slow)]);
    assert.equal(timesMade(), 1);
  });

  it('does not take what an interrupted run left for done', async () => {
    await assert.rejects(ask('process.exit(3);'));
    assert.ok(!existsSync(path.join(cache, 'thing')));
    await ask();
    assert.ok(existsSync(path.join(cache, 'thing', 'made')));
  });

  it('takes over the lock of a run that is gone', async () => {
    mkdirSync(path.join(cache, 'thing.partial'));
    writeFileSync(path.join(cache, 'thing.partial', 'rest'), '');
    // The highest process id that Linux gives out is 4194304.
    writeFileSync(path.join(cache, 'thing.lock'), '4194305');
    await ask();
    assert.ok(!existsSync(path.join(cache, 'thing', 'rest')));
  });
});
