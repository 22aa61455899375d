import assert from 'node:assert/strict';
import { HostQueue, type Place } from '../../../../src/api/http/hostQueue';
import { type TransportOptions } from '../../../../src/api/http/transport';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { apiError, testClients, TokenInHand, turnOverPauses } from '../../../support/api';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';

const PAGE = { offset: 0, limit: 100 };

describe('a throttled host', () => {
  let cloud: Cloud;
  const open = async (options: Partial<CloudOptions> = {}, transport: Partial<TransportOptions> = {}) => {
    cloud = await startCloud(options);
    const clients = testClients(cloud, new TokenInHand(cloud.issueToken()), transport);
    return { ids: [...cloud.fleet.instances.keys()], ...clients };
  };
  afterEach(() => cloud.close());

  it('gets no request during the pause, whichever request was throttled', async () => {
    const told: [string, number][] = [];
    const { cph, koophone, clock } = await open({}, { onThrottled: (host, untilMs) => told.push([host, untilMs]) });
    cloud.faults.next({ path: 'servers', fault: { throttle: 4 } });
    const began = clock.now();
    const first = cph.listServers(PAGE);
    await until(() => told.length === 1);
    const second = koophone.listInstances({ pageNo: 1, pageSize: 5 });
    await until(() => clock.nextDelayMs === 4000);
    assert.equal(cloud.requests.length, 1);
    clock.advance(4000);
    await Promise.all([first, second]);
    assert.equal(cloud.requests.length, 3);
    assert.deepEqual(told, [[new URL(cloud.origin).host, began + 4000]]);
    assert.equal(clock.pending, 0);
  });

  it('gets a request six times, with longer and longer pauses, before it fails', async () => {
    const { koophone, clock, ids } = await open();
    cloud.faults.next({ path: 'reboot', times: 9, fault: { throttle: null } });
    const work = apiError(koophone.rebootInstances(ids));
    assert.deepEqual(await turnOverPauses(clock, work), [2000, 4000, 8000, 16_000, 32_000]);
    const { kind, info } = await work;
    assert.deepEqual([kind, info.didNotRun, cloud.requests.length], ['throttled', true, 6]);
  });

  it('lets a waiting request be withdrawn, but not one on its way', async () => {
    const { koophone, clock, ids } = await open({}, { maxConcurrent: () => 1 });
    const stop = new AbortController();
    cloud.faults.next({ path: 'reboot', fault: { throttle: 5 } });
    const paused = koophone.rebootInstances(ids.slice(0, 1), stop.signal);
    await until(() => clock.nextDelayMs === 5000);
    const queued = koophone.unassignInstances([{ instanceId: 'a', userId: 'u' }], stop.signal);
    const reason = new Error('stopped');
    stop.abort(reason);
    await assert.rejects(paused, reason);
    await assert.rejects(queued, reason);
    assert.deepEqual([cloud.requests.length, clock.pending], [1, 0]);
    clock.advance(5000);

    const late = new AbortController();
    cloud.faults.next({ path: 'reboot', fault: 'hangAfter' });
    const sent = apiError(koophone.rebootInstances(ids.slice(0, 1), late.signal));
    await until(() => cloud.actions.reboots.size === 1);
    late.abort(reason);
    clock.advance(30_000);
    assert.equal((await sent).kind, 'timeout');
  });
});

describe('the queue of a throttled host', () => {
  const enterMany = async (queue: HostQueue, count: number) => {
    const places: Place[] = [];
    for (let nth = 0; nth < count; nth++) {
      void queue.enter('a').then((place) => places.push(place));
    }
    await Promise.resolve();
    return places;
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('lets half as many through after the pause, and one more after each round of responses', async () => {
    const clock = new TestClock();
    const queue = new HostQueue(() => 8, clock);
    assert.equal((await enterMany(queue, 8)).length, 8);
    assert.equal(queue.slowDown('a', 1000), 1000);
    queue.slowDown('a', 3000);
    const other = new HostQueue(() => 8, clock);
    other.slowDown('a', 3000);
    const waiting = await enterMany(other, 20);
    assert.equal(waiting.length, 0);
    clock.advance(3000);
    await turn();
    assert.equal(waiting.length, 4);
    for (let answers = 0; answers < 4; answers++) {
      other.speedUp('a');
    }
    waiting.shift()?.leave();
    await turn();
    assert.equal(waiting.length, 5, 'five are on their way');
    for (let answers = 0; answers < 5 + 6 + 7; answers++) {
      other.speedUp('a');
    }
    waiting.shift()?.leave();
    await turn();
    assert.equal(waiting.length, 8);
    assert.equal(clock.pending, 0);
  });

  it('goes down to one at a time, and no lower', async () => {
    const clock = new TestClock();
    const queue = new HostQueue(() => 4, clock);
    for (let times = 0; times < 5; times++) {
      queue.slowDown('a', 1000);
      clock.advance(1000);
    }
    const through = await enterMany(queue, 3);
    assert.equal(through.length, 1);
  });

  it('halves once for several throttled responses of the same moment', async () => {
    const clock = new TestClock();
    const queue = new HostQueue(() => 8, clock);
    for (let answers = 0; answers < 8; answers++) {
      queue.slowDown('a', 1000);
    }
    clock.advance(1000);
    assert.equal((await enterMany(queue, 9)).length, 4);
  });

  it('lets no more than 190 leave in any second, however many may be on their way', async () => {
    const clock = new TestClock();
    const queue = new HostQueue(() => 1000, clock);
    const through = await enterMany(queue, 150);
    clock.advance(600);
    for (let nth = 0; nth < 450; nth++) {
      void queue.enter('a').then((place) => through.push(place));
    }
    const seen: number[] = [];
    for (const ms of [0, 399, 1, 599, 1, 399, 1, 600]) {
      clock.advance(ms);
      await turn();
      seen.push(through.length);
    }
    assert.deepEqual(seen, [190, 190, 340, 340, 380, 380, 530, 570]);
    clock.advance(1000);
    await turn();
    assert.equal(through.length, 600);
    assert.equal(clock.pending, 0);
  });

  it('does not count those that give their place back unsent', async () => {
    const clock = new TestClock();
    const queue = new HostQueue(() => 1000, clock);
    const through = await enterMany(queue, 190);
    const late = await enterMany(queue, 3);
    assert.equal(late.length, 0);
    const [first, second] = through;
    first?.giveBack();
    first?.giveBack();
    second?.leave();
    second?.giveBack();
    await turn();
    assert.equal(late.length, 1);
    clock.advance(1000);
    await turn();
    assert.equal(late.length, 3);
  });

  it('lets every request through when the clock goes on between two checks', async () => {
    const clock = new TestClock();
    const looks = { left: Infinity };
    const moving = {
      now: clock.now,
      elapsedMs: () => (looks.left-- > 0 ? clock.elapsedMs() : 1000),
      setTimeout: clock.setTimeout.bind(clock),
      giveWay: clock.giveWay.bind(clock),
    };
    const queue = new HostQueue(() => 1000, moving);
    await enterMany(queue, 190);
    looks.left = 2;
    const late = await enterMany(queue, 1);
    assert.equal(late.length, 0);
    clock.advance(0);
    await turn();
    assert.equal(late.length, 1);
  });
});
