import assert from 'node:assert/strict';
import { type Operation, type Target } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type RolloutPolicy } from '../../../../src/model/rollout';
import { NotRecorded } from '../../../../src/operations/journal/notRecorded';
import { type RunnablePlan } from '../../../../src/operations/operations';
import { TestClock } from '../../../support/testClock';
import { Harness, firstWhole, wholeOperations } from '../../../support/operations/harness';
import { LocalCloud } from '../../../support/operations/localCloud';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';
import { planOf } from '../../../support/operations/planned';

const POLICY: RolloutPolicy = { ...DEFAULT_POLICY, asksAfterFirst: false, pauseMs: 1_000, steadyMs: 10_000 };
const LONG_MS = 15 * 60_000;

/** What of the text of an append that fails is on the disk all the same. */
type Left = 'nothing' | 'half' | 'all';

/** The disk of a window, which is full from the nth write on: a file that is made, an append, or a whole file. */
class Disk {
  writes = 0;

  constructor(window: MemoryWindow, fullAt: number, left: Left) {
    const note = (): void => {
      this.writes += 1;
      if (this.writes === fullAt) {
        window.isTearing = left === 'half';
        window.fault = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      }
    };
    const create = window.create.bind(window);
    const append = window.append.bind(window);
    const write = window.write.bind(window);
    window.create = (name, text) => {
      note();
      return create(name, text);
    };
    window.write = (name, data) => {
      note();
      return write(name, data);
    };
    window.append = async (name, text) => {
      note();
      const { fault } = window;
      if (fault === undefined || left !== 'all') {
        return append(name, text);
      }
      window.fault = undefined;
      await append(name, text).finally(() => (window.fault = fault));
      throw fault;
    };
  }
}

/** A cloud whose servers all run, and windows over one folder. */
class House {
  readonly clock = new TestClock();
  readonly folder = new MemoryFolder();
  readonly cloud: LocalCloud;
  readonly targets: Target[];

  constructor(servers: number) {
    this.cloud = new LocalCloud(this.clock, { servers, instances: 0, jobMs: 8_000 });
    const rows = [...this.cloud.fleet.servers.values()];
    rows.forEach((server) => (server.status = 5));
    this.targets = rows.map(({ serverId: id, name }) => ({ id, name }));
  }

  open(): { window: MemoryWindow; harness: Harness } {
    const window = this.folder.open();
    const harness = new Harness(() => this.cloud.clients(() => window.isDead), this.clock, window.store);
    harness.settings.maxConcurrentRequests = 1;
    return { window, harness };
  }

  /** Checks that no result is better or worse than what the cloud did. */
  check(operation: Operation, what: string): void {
    for (const { id, name, result } of operation.targets) {
      const acts = this.cloud.acts('restart', id);
      const most = result === 'not sent' || result === 'rejected' ? 0 : 1;
      const least = result === 'succeeded' ? 1 : 0;
      assert.ok(
        least <= acts && acts <= most,
        `${what}: ${name} is ${String(result)}, and was restarted ${acts} times`,
      );
    }
  }
}

interface Kind {
  readonly what: string;
  readonly servers: number;
  readonly plan: (targets: readonly Target[]) => RunnablePlan;
}

const KINDS: readonly Kind[] = [
  { what: 'an operation with three batches', servers: 201, plan: (targets) => planOf('restart', 'Staging', targets) },
  {
    what: 'a rollout with three waves',
    servers: 3,
    plan: (targets) => ({
      ...planOf('restart', 'Staging', targets),
      waves: [1, 1, 1],
      policy: { ...POLICY, waves: [{ count: 1 }] },
    }),
  },
];

/** Lets the next window bring what was left behind to its end. */
async function bringToItsEnd(harness: Harness): Promise<Operation | undefined> {
  await harness.operations.load();
  const [left] = harness.operations.list();
  if (left === undefined) {
    return undefined;
  }
  const now = () => harness.operations.list()[0] ?? left;
  while (now().endedAt === undefined) {
    await harness.until(() => now().endedAt !== undefined || now().hold !== undefined);
    harness.operations.resume(left.number);
    harness.operations.promote(left.number);
  }
  return firstWhole(harness);
}

/** @returns how many writes there were, and how the targets ended in the next window */
async function run({ servers, plan, what }: Kind, fullAt: number, left: Left) {
  const house = new House(servers);
  const { window, harness } = house.open();
  const disk = new Disk(window, fullAt, left);
  let hasBegun = true;
  try {
    harness.operations.start(plan(house.targets));
  } catch (error) {
    assert.ok(error instanceof NotRecorded);
    hasBegun = false;
  }
  await harness.pass(LONG_MS);
  const says = `${what}, full at write ${fullAt}, ${left} of the text is written`;
  const [before] = await wholeOperations(harness);
  assert.equal(before !== undefined, hasBegun, says);
  if (before !== undefined) {
    house.check(before, `${says}; in the first window`);
  }
  const restarted = house.targets.filter(({ id }) => house.cloud.acts('restart', id) > 0).length;
  const writes = disk.writes;
  window.kill();
  harness.operations.dispose();
  const next = house.open().harness;
  const operation = await bringToItsEnd(next);
  next.operations.dispose();
  assert.equal(operation !== undefined, hasBegun, says);
  if (operation === undefined) {
    assert.equal(restarted, 0, says);
  } else {
    house.check(operation, `${says}; in the next window`);
  }
  return { writes, restarted, targets: operation?.targets ?? [] };
}

describe('a disk that is full from one write on', () => {
  for (const kind of KINDS) {
    for (const left of ['nothing', 'half', 'all'] as const) {
      it(`makes no target of ${kind.what} wrongly "not sent", nor restarted twice; ${left} of an append is written`, async () => {
        const healthy = await run(kind, Infinity, left);
        assert.equal(healthy.restarted, kind.servers);
        const restarted = new Set<number>();
        let unknown = 0;
        for (let fullAt = 1; fullAt <= healthy.writes; fullAt++) {
          const found = await run(kind, fullAt, left);
          restarted.add(found.restarted);
          unknown += found.targets.filter(({ result }) => result === 'unknown').length;
        }
        const before = [...restarted].sort((a, b) => a - b).join(', ');
        console.log(
          `      ${kind.what}, ${left}: full at each of ${healthy.writes} writes; restarted before the end: ${before}; unknown in all: ${unknown}`,
        );
        assert.ok(restarted.has(0) && restarted.has(kind.servers) && restarted.size >= 3, before);
      }).timeout(60_000);
    }
  }
});
