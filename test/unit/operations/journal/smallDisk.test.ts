import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inEnglish } from '../../../../src/base/message';
import { countResults } from '../../../../src/model/results';
import { NotRecorded } from '../../../../src/operations/journal/notRecorded';
import { NodeSharedFolder, thisWindow } from '../../../../src/storage/nodeSharedFolder';
import { fakes, Harness, servers, firstWhole, wholeOperations } from '../../../support/operations/harness';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';

const PAGE_BYTES = 4_096;

/** @returns the folder of a disk of 64 KB. @throws where none can be made */
function mountDisk(): string {
  const disk = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch (error) {
    rmSync(disk, { recursive: true });
    throw error;
  }
}

function unmountDisk(disk: string): void {
  execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true });
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return false;
  }
  try {
    unmountDisk(mountDisk());
    return true;
  } catch {
    return false;
  }
}

/** Fills a disk to its last page. @returns what gives the room back */
function fill(disk: string): () => void {
  const file = join(disk, 'filler');
  try {
    for (;;) {
      writeFileSync(file, Buffer.alloc(PAGE_BYTES), { flag: 'a' });
    }
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'ENOSPC');
  }
  return () => {
    rmSync(file);
  };
}

/** Windows with the real disk, over one clock and one cloud. Its jobs succeed. */
class House {
  readonly clock = new TestClock();
  /** The restarts. The test answers them. */
  readonly posts: { ids: readonly string[]; answer: () => void }[] = [];
  readonly files: NodeSharedFolder;
  private readonly opened: Harness[] = [];

  constructor(disk: string) {
    this.files = new NodeSharedFolder(join(disk, 'operations'));
  }

  open(): Harness {
    const clients = fakes({
      cph: {
        restartServers: (ids) =>
          new Promise((resolve) => {
            const requestId = `r${this.posts.length}`;
            const jobs = ids.map((id) => ({ targetId: id, jobId: `job-${id}` }));
            const answer = (): void => {
              resolve({ requestId, jobs });
            };
            this.posts.push({ ids, answer });
          }),
        listJobs: (requests, { offset, limit }) => {
          const asked = this.posts.filter((_, place) => requests.includes(`r${place}`));
          const rows = asked.flatMap(({ ids }) => ids).slice(offset, offset + limit);
          return Promise.resolve(rows.map((id) => ({ jobId: `job-${id}`, state: 'succeeded' })));
        },
      },
    });
    const harness = new Harness(() => clients, this.clock, { files: this.files, window: thisWindow() });
    harness.settings.maxConcurrentRequests = 1;
    this.opened.push(harness);
    return harness;
  }

  /** Advances the clock, while the disk does its work, until the condition holds. */
  until(condition: () => boolean, what: string): Promise<void> {
    const step = (): boolean => {
      this.clock.advance(condition() ? 0 : 200);
      return condition();
    };
    return until(step, what);
  }

  /** The files of operations. */
  stored(): string[] {
    return this.files.names().filter((name) => name.startsWith('op-'));
  }

  close(): void {
    this.opened.forEach(({ operations }) => {
      operations.dispose();
    });
  }
}

if (!canMount()) {
  console.log('      A disk of 64 KB can be made only on Linux, and as root: its tests are left out.');
} else {
  describe('a disk of 64 KB', () => {
    let disk: string;
    before(() => {
      disk = mountDisk();
    });
    after(() => {
      unmountDisk(disk);
    });
    let house: House;
    beforeEach(() => {
      house = new House(disk);
    });
    afterEach(() => {
      house.close();
      rmSync(join(disk, 'operations'), { recursive: true, force: true });
    });

    it('lets no operation begin that does not fit, and leaves nothing of it behind', async () => {
      const harness = house.open();
      assert.throws(
        () => harness.start('restart', 'Staging', servers(2_000)),
        (error) => error instanceof NotRecorded && inEnglish(error.said).endsWith('the disk is full.'),
      );
      await harness.pass(60_000);
      assert.deepEqual([harness.operations.list(), house.posts.length, house.files.names()], [[], 0, []]);
    });

    it('keeps back the batches that do not fit into the journal, and takes the operation when there is room', async () => {
      const harness = house.open();
      const started = harness.start('restart', 'Staging', servers(250));
      await until(() => house.posts.length === 1, 'the first request');
      const makeRoom = fill(disk);
      house.posts[0]?.answer();
      await until(() => countResults(started.operation())['not sent'] === 150, 'what is kept back');
      assert.equal(
        inEnglish(started.operation().targets.at(-1)?.text ?? ''),
        'it could not be recorded on this machine: the disk is full',
      );
      await house.until(() => started.operation().endedAt !== undefined, 'the end of what was sent');
      const operation = started.operation();
      assert.deepEqual([house.posts.length, countResults(operation).succeeded], [1, 100]);
      assert.deepEqual(
        house.stored().filter((name) => !name.endsWith('.draft')),
        ['op-000001.jsonl'],
      );
      makeRoom();
      await house.until(() => house.stored().join() === 'op-000001.json.gz,op-000001.summary.json', 'the packing');
      const next = house.open();
      await next.operations.load();
      assert.deepEqual(await wholeOperations(next), [operation]);
    });

    it('leaves a journal from which the next window goes on without a second restart', async () => {
      const harness = house.open();
      const started = harness.start('restart', 'Staging', servers(250));
      await until(() => house.posts.length === 1, 'the first request');
      const makeRoom = fill(disk);
      house.posts[0]?.answer();
      await until(() => countResults(started.operation())['not sent'] === 150, 'what is kept back');
      harness.operations.dispose();
      makeRoom();
      // The window may have had no room to say that it has closed. The next one hears its silence then.
      const next = house.open();
      await next.operations.load();
      await house.until(() => next.operations.isOwn(1), 'the take-over');
      next.operations.resume(1);
      await house.until(() => {
        house.posts.forEach(({ answer }) => {
          answer();
        });
        return next.operations.list()[0]?.endedAt !== undefined;
      }, 'the end');
      const restarted = house.posts.flatMap(({ ids }) => ids);
      assert.equal(new Set(restarted).size, restarted.length, 'nothing is restarted twice');
      // The last write of the first window may have found the disk full still: then the answer to its request is lost.
      const [first = []] = house.posts.map(({ ids }) => ids);
      for (const { id, result } of (await firstWhole(next)).targets) {
        const isLost = result === 'unknown' && first.includes(id);
        assert.equal(result, isLost ? 'unknown' : restarted.includes(id) ? 'succeeded' : 'not sent');
      }
      await house.until(() => house.stored().join() === 'op-000001.json.gz,op-000001.summary.json', 'the packing');
    });
  });
}
