import assert from 'node:assert/strict';
import { HostQueue, type Place } from '../../../../src/api/http/hostQueue';
import { type TransportOptions } from '../../../../src/api/http/transport';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { type Fault } from '../../../cloud/wire/faults';
import { apiError, testClients, TokenInHand, turnOverPauses } from '../../../support/api';
import { TestClock } from '../../../support/testClock';
import { turnOfTheLoop, until } from '../../../support/until';

const PAGE = { offset: 0, limit: 100 };

/** A refusal by a quota, without a header. */
const quota = (error_msg: string, error_code = 'APIGW.0308'): Fault => ({
  status: 429,
  body: { error_code, error_msg },
});

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

  it('gets a read six times, with longer and longer pauses, before it fails', async () => {
    const { cph, clock } = await open();
    cloud.faults.next({ path: 'servers', times: 9, fault: { throttle: null } });
    const work = apiError(cph.listServers(PAGE));
    assert.deepEqual(await turnOverPauses(clock, work), [2000, 4000, 8000, 16_000, 32_000]);
    assert.deepEqual([(await work).kind, cloud.requests.length], ['throttled', 6]);
  });

  it('is asked six times by a person who signs in', async () => {
    const { iam, clock } = await open();
    cloud.faults.next({ path: 'tokens', times: 9, fault: { throttle: null } });
    const who = { domain: 'acct1', user: 'dev1', password: 'secret', scope: { projectName: 'cn-north-4' } };
    const work = apiError(iam.issueToken(who));
    await turnOverPauses(clock, work);
    assert.deepEqual([(await work).kind, cloud.requests.length], ['throttled', 6]);
  });

  it('lets a request that acts through in the end, however often it throttles before', async () => {
    const { koophone, clock, ids } = await open();
    cloud.faults.next({ path: 'reboot', times: 40, fault: { throttle: null } });
    const work = koophone.rebootInstances(ids.slice(0, 1));
    const pauses = await turnOverPauses(clock, work);
    await work;
    assert.deepEqual([pauses.length, pauses.at(-1), cloud.requests.length], [40, 60_000, 41]);
    assert.deepEqual([...cloud.actions.reboots.values()], [1]);
  });

  const windows: [string, Fault, number][] = [
    ['the window that its text names', quota('limit:200,time:5 minute'), 5 * 60_000],
    ['the window that IAM names', quota('You can call it 10 times per 600 seconds.', 'IAM.0012'), 10 * 60_000],
    ['a header of five minutes', { throttle: 300 }, 5 * 60_000],
    ['a header of a day', { throttle: 86_400 }, 24 * 3_600_000],
    ['a header of a year, which is no more than a day', { throttle: 365 * 86_400 }, 24 * 3_600_000],
  ];
  for (const [what, fault, ms] of windows) {
    it(`is left alone for ${what}, and says until when`, async () => {
      const told: [string, number][] = [];
      const onThrottled = (host: string, untilMs: number) => void told.push([host, untilMs]);
      const { koophone, clock, log, ids } = await open({}, { onThrottled });
      cloud.faults.next({ path: 'reboot', fault });
      const until = clock.now() + ms;
      const work = koophone.rebootInstances(ids.slice(0, 1));
      assert.deepEqual(await turnOverPauses(clock, work), [ms]);
      await work;
      const { host } = new URL(cloud.origin);
      assert.deepEqual(told[0], [host, until]);
      assert.deepEqual(
        log.lines.filter((line) => line.startsWith('warn')),
        [`warn Nothing is sent before ${new Date(until).toISOString()}, because the host throttles: ${host}`],
      );
    });
  }

  it('tells a request that acts and begins to wait later on until when, too', async () => {
    const told: number[] = [];
    const { cph, koophone, clock, ids } = await open({}, { onThrottled: (_host, at) => told.push(at) });
    cloud.faults.next({ path: 'servers', fault: { throttle: 300 } });
    const untilMs = clock.now() + 300_000;
    const reading = cph.listServers(PAGE);
    await until(() => told.length === 1);
    const acting = koophone.rebootInstances(ids.slice(0, 1));
    await until(() => told.length > 1);
    clock.advance(300_000);
    await Promise.all([reading, acting]);
    assert.deepEqual(new Set(told), new Set([untilMs]));
  });

  it('gives a request back at once that a person takes back in the middle of a long pause', async () => {
    const { koophone, clock, ids } = await open();
    cloud.faults.next({ path: 'reboot', fault: { throttle: 3600 } });
    const stop = new AbortController();
    const work = koophone.rebootInstances(ids.slice(0, 1), stop.signal);
    await until(() => clock.nextDelayMs === 3_600_000);
    clock.advance(1_800_000);
    stop.abort(new Error('stopped'));
    await assert.rejects(work, /stopped/);
    assert.deepEqual([cloud.requests.length, clock.pending], [1, 0]);
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
    await turnOfTheLoop();
    assert.equal(waiting.length, 4);
    for (let answers = 0; answers < 4; answers++) {
      other.speedUp('a');
    }
    waiting.shift()?.leave();
    await turnOfTheLoop();
    assert.equal(waiting.length, 5, 'five are on their way');
    for (let answers = 0; answers < 5 + 6 + 7; answers++) {
      other.speedUp('a');
    }
    waiting.shift()?.leave();
    await turnOfTheLoop();
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
      await turnOfTheLoop();
      seen.push(through.length);
    }
    assert.deepEqual(seen, [190, 190, 340, 340, 380, 380, 530, 570]);
    clock.advance(1000);
    await turnOfTheLoop();
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
    await turnOfTheLoop();
    assert.equal(late.length, 1);
    clock.advance(1000);
    await turnOfTheLoop();
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
    await turnOfTheLoop();
    assert.equal(late.length, 1);
  });
});
