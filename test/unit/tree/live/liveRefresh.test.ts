import assert from 'node:assert/strict';
import { type Scope } from '../../../../src/inventory/inventory';
import { Arrangements } from '../../../../src/arrange/arrangements';
import { LiveRefresh } from '../../../../src/tree/live/liveRefresh';
import { serverState } from '../../../cloud/state/fleet';
import { PROJECT } from '../../../cloud/project';
import { type House, INSTANCES, openHouse, SERVERS } from '../../../support/house';
import { until } from '../../../support/until';

const POLL_MS = 5000;

describe('the live refresh', () => {
  let house: House;
  let live: LiveRefresh;
  let seen: Scope[];
  let refreshIntervalMs: number;
  let isAttended: boolean;

  beforeEach(async () => {
    house = await openHouse();
    seen = [];
    refreshIntervalMs = 0;
    isAttended = true;
    const arrangements = new Arrangements(house.inventory, () => []);
    live = new LiveRefresh({
      inventory: house.inventory,
      seen: () => seen,
      unsettled: (scope) => arrangements.unsettled(scope),
      isAttended: () => isAttended,
      random: () => 0.5,
      refresh: (scope) => house.inventory.refresh(scope),
      refreshIntervalMs: () => refreshIntervalMs,
      pollIntervalMs: () => POLL_MS,
      clock: house.bench.clock,
      log: house.bench.log,
    });
    await house.bench.signIn();
  });
  afterEach(async () => {
    live.dispose();
    await house.close();
  });

  const clock = () => house.bench.clock;
  /** Gives a server an unsettled status and reads the list, as when the person opens the group. */
  const seeWorkingServer = async (): Promise<string> => {
    const server = house.bench.cloud.fleet.server('web-02');
    server.status = serverState.starting;
    await house.inventory.refresh(SERVERS);
    seen = [SERVERS];
    live.wake();
    house.newRequests();
    return server.serverId;
  };
  const settled = (): void => {
    house.bench.cloud.fleet.server('web-02').status = serverState.normal;
  };

  it('has no timer while all visible rows are settled', async () => {
    await house.inventory.refresh(SERVERS);
    await house.inventory.refresh(INSTANCES);
    seen = [SERVERS, INSTANCES];
    live.wake();
    assert.equal(clock().pending, 0);
  });

  it('reads only an unsettled row again, until it is settled', async () => {
    const id = await seeWorkingServer();
    assert.equal(clock().nextDelayMs, 3 * POLL_MS);
    clock().advance(3 * POLL_MS);
    await until(() => clock().nextDelayMs === 3 * POLL_MS, 'the next look');
    const [request, ...others] = house.newRequests();
    assert.match(request ?? '', new RegExp(`/servers\\?.*server_id=${id}`));
    assert.deepEqual(others, []);
    settled();
    clock().advance(3 * POLL_MS);
    const row = () => house.inventory.known(SERVERS)?.rows.find((known) => known.id === id);
    await until(() => row()?.status === serverState.normal && clock().pending === 0, 'the end');
    assert.equal(house.newRequests().length, 1);
    clock().advance(3_600_000);
    assert.deepEqual(house.newRequests(), []);
  });

  it('reads the phones of a server again while one of them is unsettled', async () => {
    const { serverId } = house.bench.cloud.fleet.server('web-01');
    const phones: Scope = { kind: 'phones', project: PROJECT, serverId };
    const phone = house.bench.cloud.fleet.phone('web-01-00002');
    phone.status = 7;
    await house.inventory.refresh(phones);
    seen = [phones];
    live.wake();
    house.newRequests();
    clock().advance(3 * POLL_MS);
    await until(() => clock().nextDelayMs === 3 * POLL_MS, 'the next look');
    assert.match(house.newRequests().join(), /^\/v1\/\w+\/cloud-phone\/phones\?.*server_id=\w+$/);
  });

  it('sends nothing when the unsettled row was hidden before the timer ends', async () => {
    await seeWorkingServer();
    seen = [];
    clock().advance(3 * POLL_MS);
    await until(() => clock().pending === 0, 'no timer');
    assert.deepEqual(house.newRequests(), []);
  });

  it('stops its timer as soon as it is told that all is hidden, and starts it again', async () => {
    await seeWorkingServer();
    seen = [];
    live.wake();
    assert.equal(clock().pending, 0);
    seen = [SERVERS];
    live.wake();
    assert.equal(clock().nextDelayMs, 3 * POLL_MS);
  });

  it('has one timer however often it is woken', async () => {
    await seeWorkingServer();
    live.wake();
    live.wake();
    assert.equal(clock().pending, 1);
  });

  it('reads all visible listings at the interval of the settings', async () => {
    await house.inventory.refresh(SERVERS);
    await house.inventory.refresh(INSTANCES);
    refreshIntervalMs = 60_000;
    seen = [SERVERS, INSTANCES];
    house.newRequests();
    live.wake();
    clock().advance(60_000);
    await until(() => clock().nextDelayMs === 60_000, 'the next look');
    assert.equal(house.newRequests().length, 2);
  });

  it('sends nothing, and has no timer, while the person does not look at the window', async () => {
    await seeWorkingServer();
    isAttended = false;
    clock().advance(3 * POLL_MS);
    assert.equal(clock().pending, 0);
    live.wake();
    assert.equal(clock().pending, 0);
    clock().advance(3_600_000);
    assert.deepEqual(house.newRequests(), []);
    isAttended = true;
    live.resume();
    assert.equal(clock().nextDelayMs, 2_500);
    clock().advance(2_500);
    await until(() => clock().nextDelayMs === 3 * POLL_MS, 'the next look');
    assert.equal(house.newRequests().length, 1);
  });

  it('keeps a running timer when the person comes back', async () => {
    await seeWorkingServer();
    live.resume();
    assert.equal(clock().pending, 1);
    assert.equal(clock().nextDelayMs, 3 * POLL_MS);
  });

  for (const countsSleep of [false, true]) {
    const words = countsSleep ? 'goes on in' : 'stands still in';
    it(`reads once after a sleep of the machine, a moment after it woke up, where monotonic time ${words} it`, async () => {
      await house.inventory.refresh(SERVERS);
      seen = [SERVERS];
      refreshIntervalMs = 60_000;
      live.wake();
      house.newRequests();
      clock().sleep(8 * 3_600_000, { countsSleep });
      clock().advance(countsSleep ? 0 : 60_000);
      assert.deepEqual(house.newRequests(), []);
      assert.equal(clock().nextDelayMs, 2_500);
      clock().advance(2_500);
      await until(() => clock().nextDelayMs === 60_000, 'the next look');
      assert.equal(house.newRequests().length, 1);
    });
  }

  it('looks at its usual time when the wall clock is set back, or forward by less than a minute', async () => {
    await house.inventory.refresh(SERVERS);
    seen = [SERVERS];
    refreshIntervalMs = 60_000;
    live.wake();
    for (const jumpMs of [-8 * 3_600_000, 30_000]) {
      house.newRequests();
      clock().jump(jumpMs);
      clock().advance(60_000);
      await until(() => clock().nextDelayMs === 60_000, 'the next look');
      assert.equal(house.newRequests().length, 1);
    }
  });

  it('uses an interval that was changed while it waited', async () => {
    await house.inventory.refresh(SERVERS);
    seen = [SERVERS];
    refreshIntervalMs = 3_600_000;
    live.wake();
    refreshIntervalMs = 60_000;
    live.restart();
    assert.equal(clock().nextDelayMs, 60_000);
    refreshIntervalMs = 0;
    live.restart();
    assert.equal(clock().pending, 0);
  });

  it('logs a failure, and goes on', async () => {
    await seeWorkingServer();
    house.bench.cloud.faults.next({ path: '/servers', fault: { status: 400, body: { error_code: 'CPS.0004' } } });
    clock().advance(3 * POLL_MS);
    await until(() => clock().nextDelayMs === 3 * POLL_MS, 'the next look');
    assert.match(house.bench.log.lines.join('\n'), /warn refresh of servers failed: /);
    settled();
    clock().advance(3 * POLL_MS);
    await until(() => house.inventory.known(SERVERS)?.rows[1]?.status === serverState.normal, 'the new state');
    await until(() => clock().pending === 0, 'the end');
  });

  it('stops in the middle of a reading when the extension ends', async () => {
    await seeWorkingServer();
    clock().advance(3 * POLL_MS);
    live.dispose();
    await until(() => house.bench.cloud.requests.some(({ status }) => status === 200), 'the answer');
    await until(() => clock().pending === 0, 'no timer');
    clock().advance(3_600_000);
    assert.equal(house.newRequests().length, 1);
  });
});
