import assert from 'node:assert/strict';
import { fileOf, prune, readLines } from '../../../../src/operations/output/auditFiles';
import { MemoryFolder } from '../../../support/operations/memoryFiles';

const DAY = 86_400_000;
const NOON = Date.parse('2026-03-10T12:00:00.000Z');
const day = (back: number): string => new Date(NOON - back * DAY).toISOString().slice(0, 10);
const named = (back: number): string => `${day(back)}.there_1.jsonl`;
const line = (at: string, operation: number): string => JSON.stringify({ at, operation });

describe('the files of the audit log', () => {
  let folder: MemoryFolder;
  beforeEach(() => {
    folder = new MemoryFolder();
  });

  const read = (more: readonly string[] = []) => readLines(folder.open(), more);
  async function left(sizes: Readonly<Record<number, number>>, keepDays: number, own: readonly string[] = []) {
    for (const [back, size] of Object.entries(sizes)) {
      folder.files.set(named(Number(back)), 'x'.repeat(size));
    }
    await prune(folder.open(), NOON, keepDays, new Set(own));
    return Object.keys(sizes)
      .map(Number)
      .filter((back) => folder.files.has(named(back)));
  }

  it('have a name that begins with the day and holds no separator of a path', () => {
    assert.equal(fileOf(NOON, 'host-1/42//a b'), '2026-03-10.host-1_42_a_b.jsonl');
  });

  it('are read in the order of the time in their lines; those of one moment as they were found', async () => {
    folder.files.set(
      '2026-03-09.b_1.jsonl',
      `${line('2026-03-09T03:00:00.000Z', 3)}\n${line('2026-03-09T01:00:00.000Z', 1)}\n`,
    );
    folder.files.set('2026-03-08.a_1.jsonl', `${line('2026-03-09T01:00:00.000Z', 0)}\n`);
    const lines = await read([line('2026-03-09T02:00:00.000Z', 2)]);
    assert.deepEqual(
      lines.map((text) => (JSON.parse(text) as { operation: number }).operation),
      [0, 1, 2, 3],
    );
  });

  it('have as lines only what has a time', async () => {
    const good = line('2026-03-09T01:00:00.000Z', 1);
    folder.files.set(named(1), ['7', 'null', '"at"', '{}', '{"at":7}', '[]', '{"at":', good, good].join('\n'));
    assert.deepEqual(await read(), [good]);
  });

  it('are only those whose name is of the record', async () => {
    const good = line('2026-03-09T01:00:00.000Z', 1);
    for (const name of [`x${named(1)}`, `${named(1)}.old`, `${day(1)}.jsonl`, 'notes.jsonl']) {
      folder.files.set(name, good);
    }
    assert.deepEqual(await read(), []);
  });

  it('go when they are older than they are to be kept, and not a day earlier', async () => {
    assert.deepEqual(await left({ 0: 1, 1: 1, 5: 1, 6: 1 }, 5), [0, 1, 5]);
  });

  it('of yesterday and today stay, and those that this window wrote on', async () => {
    assert.deepEqual(await left({ 0: 1, 1: 1, 2: 1, 3: 1 }, 0, [named(3)]), [0, 1, 3]);
  });

  it('stay up to 50 MB in all, the newest of them', async () => {
    assert.deepEqual(await left({ 0: 10_000_000, 2: 20_000_000, 3: 20_000_000 }, 400), [0, 2, 3]);
    folder.files.clear();
    assert.deepEqual(await left({ 0: 10_000_001, 2: 20_000_000, 3: 20_000_000 }, 400), [0, 2]);
  });

  it('count, after a break of more than a month, from the last day before it', async () => {
    assert.deepEqual(await left({ 32: 1, 36: 1, 38: 1 }, 5), [32, 36]);
    folder.files.clear();
    assert.deepEqual(await left({ 30: 1, 36: 1 }, 5), []);
  });

  it('are told apart by their day, in whatever order the disk names them', async () => {
    for (const back of [32, 36, 38]) {
      folder.files.set(named(back), 'x');
    }
    const window = folder.open();
    const names = () => [...folder.names()].sort().reverse();
    const files = { names, size: window.size.bind(window), remove: window.remove.bind(window) };
    await prune(files, NOON, 5, new Set());
    assert.deepEqual([...folder.files.keys()].sort(), [named(36), named(32)]);
  });
});
