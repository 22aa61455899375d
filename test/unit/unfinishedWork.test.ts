import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasUnfinishedWork } from '../../src/unfinishedWork';

describe('the look at the start of VS Code', () => {
  let storage: string;

  beforeEach(() => {
    storage = mkdtempSync(path.join(tmpdir(), 'cloud-phone-look-'));
  });
  afterEach(() => {
    rmSync(storage, { recursive: true, force: true });
  });

  function store(folder: string, ...names: readonly string[]): void {
    mkdirSync(path.join(storage, folder), { recursive: true });
    names.forEach((name) => {
      writeFileSync(path.join(storage, folder, name), '');
    });
  }
  const ENDED = ['op-000001.json.gz', 'op-000001.summary.json', 'op-000001.lease-2', 'op-000001.corrected-1'];

  it('finds nothing where nothing was ever stored', async () => {
    assert.equal(await hasUnfinishedWork(path.join(storage, 'none')), false);
  });

  it('finds nothing where all operations have ended, whatever else is in the folders', async () => {
    store('operations-v2', ...ENDED, 'op-000002.gone', 'v1-000001', 'window-YQ.heartbeat', 'op-3.jsonl.a-b.draft');
    store('operations', 'op-000001.json.gz', 'op-000001.claim-2', 'window-YQ.beat');
    assert.equal(await hasUnfinishedWork(storage), false);
  });

  it('finds an operation that has not ended, in the folder of this version and of version 0.1', async () => {
    for (const folder of ['operations-v2', 'operations']) {
      store(folder, ...ENDED, 'op-000002.jsonl', 'op-000002.released-1');
      assert.equal(await hasUnfinishedWork(storage), true, folder);
      rmSync(path.join(storage, folder), { recursive: true });
    }
  });

  it('takes an operation for ended that was packed and whose journal is still there', async () => {
    store('operations-v2', 'op-000012.jsonl', 'op-000012.json.gz');
    assert.equal(await hasUnfinishedWork(storage), false);
  });

  it('finds something where a folder cannot be read, so that this is said', async () => {
    writeFileSync(path.join(storage, 'operations-v2'), 'a file in the place of the folder');
    assert.equal(await hasUnfinishedWork(storage), true);
  });
});
