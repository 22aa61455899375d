import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { type TargetState } from '../../../../src/model/operation';
import { type Phone } from '../../../../src/model/phone';
import { type Looking } from '../../../../src/operations/common/health';
import { phoneHealth } from '../../../../src/operations/health/phoneHealth';
import { TestClock } from '../../../support/testClock';
import { fakes, logInto, serverId } from '../../../support/operations/harness';
import { phoneId, phoneLister, phones } from '../../../support/operations/phones';

const RUNNING = 2;
const RESTARTING = 4;

/** Phones of the servers 1, 2, 3 … that run, and what was asked about them. */
class Stage {
  readonly asked: string[] = [];
  rows: Phone[];

  constructor(count: number, perServer: number) {
    this.rows = phones(count, perServer).map((one) => ({ ...one, status: RUNNING }));
  }

  readonly clients = fakes({ cph: { listPhones: (page) => phoneLister(() => this.rows, this.asked)(page) } });
  readonly log: string[] = [];
  readonly context = {
    project: 'Staging',
    clock: new TestClock(),
    log: logInto(this.log),
    pollIntervalMs: () => 1_000,
  };

  /** @returns what a look tells of each target, by the number of the phone */
  async look(targets: readonly TargetState[]): Promise<Record<number, string>> {
    const told: Record<number, string> = {};
    const looking: Looking = { clients: this.clients, context: this.context, signal: new AbortController().signal };
    await phoneHealth.look(looking, targets, (id, health) => {
      told[Number.parseInt(id.slice(1), 16)] = health === 'healthy' ? health : inEnglish(health);
    });
    return told;
  }
}

const sent = (count: number, perServer: number): TargetState[] =>
  phones(count, perServer).map((one) => ({ ...one, phase: 'sent' }));

describe('the health of phones', () => {
  it('is good for those that run; of each other one it says what it is', async () => {
    const stage = new Stage(6, 2);
    stage.rows = stage.rows
      .map((row, place) => ({ ...row, status: [RUNNING, RESTARTING, -6, 77, RUNNING][place] ?? RUNNING }))
      .slice(0, 5);
    assert.deepEqual(await stage.look(sent(6, 2)), {
      1: 'healthy',
      2: 'it is restarting',
      3: 'it is restart failed',
      4: 'it is status 77',
      5: 'healthy',
      6: 'it is not listed',
    });
  });

  it('is told of a target under the id that it has in the operation, however the cloud spells it', async () => {
    const stage = new Stage(2, 2);
    stage.rows = stage.rows.map((row) => ({ ...row, id: row.id.toUpperCase() }));
    assert.deepEqual(await stage.look(sent(2, 2)), { 1: 'healthy', 2: 'healthy' });
  });

  it('is not good for one whose state the cloud does not tell', async () => {
    const stage = new Stage(1, 1);
    stage.rows = phones(1);
    assert.deepEqual(await stage.look(sent(1, 1)), { 1: 'it is not listed' });
  });

  it('needs nothing that is read before the restart', async () => {
    const stage = new Stage(2, 1);
    assert.deepEqual(await phoneHealth.before(stage.clients, stage.context, [phoneId(1)]), []);
    assert.deepEqual(stage.asked, []);
  });

  it('is judged in a fleet of the phones of the servers of the targets, as far as they run', async () => {
    const stage = new Stage(6, 2);
    stage.rows = stage.rows.map((row, place) => ({ ...row, status: place === 1 ? RESTARTING : RUNNING }));
    const [first, , third] = sent(6, 2);
    assert.ok(first && third);
    const running = await phoneHealth.running(stage.clients, stage.context, [first, third]);
    assert.deepEqual(
      [...running].sort((a, b) => a.id.localeCompare(b.id)),
      [
        { id: phoneId(1), serverId: serverId(1) },
        { id: phoneId(3), serverId: serverId(2) },
        { id: phoneId(4), serverId: serverId(2) },
      ],
    );
  });

  it('asks for each server once, however many of its phones are looked at', async () => {
    const stage = new Stage(20, 10);
    await stage.look(sent(12, 6));
    assert.deepEqual(stage.asked.sort(), [serverId(1), serverId(2)]);
  });

  describe('of many servers', () => {
    const total = (asked: readonly string[]) => asked.filter((of) => of === 'all').length;

    it('is read in one list of all phones where that takes fewer requests', async () => {
      const stage = new Stage(1_000, 5);
      const down = stage.rows.findIndex(({ id }) => id === phoneId(7));
      stage.rows = stage.rows.map((row, place) => (place === down ? { ...row, status: RESTARTING } : row));
      const told = await stage.look(sent(1_000, 5));
      assert.equal(Object.values(told).filter((health) => health === 'healthy').length, 999);
      assert.equal(told[7], 'it is restarting');
      assert.deepEqual([stage.asked.length, total(stage.asked)], [5, 5]);
      stage.asked.length = 0;
      const running = await phoneHealth.running(stage.clients, stage.context, sent(1_000, 5));
      assert.equal(running.length, 999);
      assert.deepEqual(new Set(running.map((one) => one.serverId)).size, 200);
      assert.equal(stage.asked.length, 5);
    });

    it('has only the phones of the servers of the targets, though all are listed', async () => {
      const stage = new Stage(1_000, 5);
      const running = await phoneHealth.running(stage.clients, stage.context, sent(500, 5));
      assert.equal(running.length, 500);
    });

    it('is read server by server where all phones take more requests, or more than the cloud lists', async () => {
      const many = new Stage(4_400, 400);
      await many.look(sent(4_400, 400).filter((_, place) => place % 400 === 0));
      assert.deepEqual([many.asked.length, total(many.asked)], [1 + 11 * 2, 1]);
      const most = new Stage(8_001, 60);
      await most.look(sent(8_001, 60));
      assert.deepEqual([most.asked.length, total(most.asked)], [1 + 134, 1]);
    });

    it('is read server by server where a phone of the list names no server', async () => {
      const stage = new Stage(100, 10);
      const [first, ...others] = stage.rows;
      assert.ok(first);
      const listed = phoneLister(() => [{ id: first.id, status: RUNNING }, ...others], stage.asked);
      const clients = fakes({
        cph: {
          listPhones: (page) =>
            page.serverId === undefined ? listed(page) : phoneLister(() => stage.rows, stage.asked)(page),
        },
      });
      const running = await phoneHealth.running(clients, stage.context, sent(100, 10));
      assert.deepEqual([running.length, stage.asked.length], [100, 11]);
    });

    it('asks the server of a phone that the long list does not have', async () => {
      const stage = new Stage(100, 10);
      const clients = fakes({
        cph: {
          listPhones: (page) =>
            phoneLister(
              () => (page.serverId === undefined ? stage.rows.filter(({ id }) => id !== phoneId(15)) : stage.rows),
              stage.asked,
            )(page),
        },
      });
      const running = await phoneHealth.running(clients, stage.context, sent(100, 10));
      assert.equal(running.length, 100);
      assert.deepEqual(stage.asked, ['all', serverId(2)]);
    });
  });
});
