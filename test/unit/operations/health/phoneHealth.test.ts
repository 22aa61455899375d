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
});
