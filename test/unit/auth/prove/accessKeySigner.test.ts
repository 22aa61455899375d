import assert from 'node:assert/strict';
import { type AccessKey } from '../../../../src/api/signing/signing';
import { AccessKeySigner } from '../../../../src/auth/prove/accessKeySigner';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { apiError, LogLines, testClients } from '../../../support/api';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';

const REFUSED = { status: 401, body: { error_code: 'APIGW.0301', error_msg: 'verify aksk signature fail' } };
const MINUTE_MS = 60_000;
const PAGE = { offset: 0, limit: 10 };

describe('an access key in use', () => {
  let cloud: Cloud;
  /** The clock of the cloud. The extension's clock is `clock`. */
  let cloudTime: number;
  let clock: TestClock;
  let log: LogLines;
  let refusals: number;

  beforeEach(async () => {
    clock = new TestClock(Date.UTC(2026, 0, 5, 8));
    cloudTime = clock.now();
    log = new LogLines();
    refusals = 0;
    cloud = await startCloud({ now: () => cloudTime });
  });
  afterEach(() => cloud.close());

  const open = (key: AccessKey = cloud.account.accessKey) => {
    const onRefused = (): void => {
      refusals++;
    };
    const authorizer = new AccessKeySigner({ key, account: 'lab', clock, log, onRefused });
    const { cph } = testClients(cloud, authorizer, { clock, log });
    return { authorizer, cph };
  };
  const statuses = () => cloud.requests.map(({ status }) => status);
  const warnings = () => log.lines.filter((line) => line.startsWith('warn'));

  it('signs requests that read and requests that act', async () => {
    const { cph } = open();
    const { servers } = await cph.listServers(PAGE);
    await cph.restartServers(servers.slice(0, 1).map(({ id }) => id));
    assert.deepEqual([statuses(), warnings()], [[200, 200], []]);
  });

  it('neither sends nor logs the secret', async () => {
    await open().cph.listServers(PAGE);
    const seen = JSON.stringify([cloud.requests, log.lines]);
    assert.equal(seen.includes(cloud.account.accessKey.secretAccessKey), false);
    assert.equal(seen.includes(cloud.account.accessKey.accessKeyId), true);
  });

  it('sends the security token of a temporary key', async () => {
    await open(cloud.issueAccessKey(MINUTE_MS)).cph.listServers(PAGE);
    assert.deepEqual(statuses(), [200]);
  });

  for (const [minutes, off] of [
    [-40, 'the clock of this computer is 2400 s ahead'],
    [3 * 24 * 60, 'the clock of this computer is 259200 s behind'],
  ] as const) {
    it(`uses the cloud's clock after a signature failed: ${off}`, async () => {
      cloudTime += minutes * MINUTE_MS;
      const { cph } = open();
      await cph.listServers(PAGE);
      await cph.listServers(PAGE);
      assert.deepEqual(statuses(), [401, 200, 200]);
      assert.equal(warnings().length, 1);
      assert.match(warnings()[0] ?? '', new RegExp(`${off}.*: lab$`, 'i'));
    });
  }

  it('repeats even a request that acts after a wrong clock, because nothing ran', async () => {
    cloudTime += 60 * MINUTE_MS;
    const server = [...cloud.fleet.servers.keys()].slice(0, 1);
    await open().cph.restartServers(server);
    assert.deepEqual(statuses(), [401, 200]);
    assert.deepEqual([...cloud.actions.restarts.values()], [1]);
  });

  it('corrects the clock again when it is set right later', async () => {
    cloudTime += 60 * MINUTE_MS;
    const { cph } = open();
    await cph.listServers(PAGE);
    clock.advance(60 * MINUTE_MS);
    await cph.listServers(PAGE);
    assert.deepEqual(statuses(), [401, 200, 401, 200]);
    assert.equal(warnings().length, 2);
  });

  it('stops with the first failed signature that a wrong clock does not explain, and logs it once', async () => {
    const { cph } = open({ ...cloud.account.accessKey, secretAccessKey: 'wrong' });
    const error = await apiError(cph.listServers(PAGE));
    assert.deepEqual([error.kind, error.info.code], ['auth', 'APIGW.0301']);
    const later = await apiError(cph.listServers(PAGE));
    assert.deepEqual([later.kind, later.info.didNotRun], ['auth', true]);
    assert.match(later.message, /Sign in again: the cloud refused the access key of lab/);
    assert.deepEqual([statuses(), refusals, warnings().length], [[401], 1, 1]);
  });

  it('stops with the second failed signature when both the clock and the secret are wrong', async () => {
    cloudTime += 60 * MINUTE_MS;
    const { cph } = open({ ...cloud.account.accessKey, secretAccessKey: 'wrong' });
    assert.equal((await apiError(cph.listServers(PAGE))).kind, 'auth');
    assert.deepEqual([statuses(), refusals], [[401, 401], 1]);
  });

  it('stops after one correction when the cloud sends another time with every answer', async () => {
    cloud.faults.next({
      path: '/v1/',
      fault: { ...REFUSED, headers: { date: new Date(clock.now() + 60 * MINUTE_MS).toUTCString() } },
    });
    cloud.faults.next({
      path: '/v1/',
      fault: { ...REFUSED, headers: { date: new Date(clock.now() - 60 * MINUTE_MS).toUTCString() } },
    });
    await apiError(open().cph.listServers(PAGE));
    assert.deepEqual([statuses(), refusals], [[401, 401], 1]);
  });

  it('stops when the cloud sends no time', async () => {
    cloud.faults.next({ path: '/v1/', fault: { ...REFUSED, headers: { date: 'soon' } } });
    await apiError(open().cph.listServers(PAGE));
    assert.deepEqual([statuses(), refusals], [[401], 1]);
  });

  it('does not get a wrong key locked: of a hundred requests at once, one is sent', async () => {
    const { cph } = open({ ...cloud.account.accessKey, secretAccessKey: 'wrong' });
    const errors = await Promise.all(Array.from({ length: 100 }, () => apiError(cph.listServers(PAGE))));
    assert.ok(errors.every(({ kind, info }) => kind === 'auth' && info.didNotRun === true));
    assert.deepEqual([statuses(), refusals], [[401], 1]);
  });

  it('counts neither an answer of something on the way nor a plain refusal of the gateway as acceptance of a key', async () => {
    const { cph } = open({ ...cloud.account.accessKey, secretAccessKey: 'wrong' });
    for (const status of [403, 401, 400]) {
      cloud.faults.next({ path: '/v1/', fault: { foreign: status } });
      assert.equal((await apiError(cph.listServers(PAGE))).kind, 'foreign');
    }
    for (const error_code of ['APIGW.0301', 'APIGW.0201', '0']) {
      cloud.faults.next({ path: '/v1/', fault: { status: 400, body: { error_code } } });
      assert.equal((await apiError(cph.listServers(PAGE))).kind, 'refused');
    }
    await Promise.all(Array.from({ length: 100 }, () => apiError(cph.listServers(PAGE))));
    assert.deepEqual([statuses(), refusals], [[403, 401, 400, 400, 400, 400, 401], 1]);
  });

  it('does not get a key locked by a wrong clock: of a hundred requests at once, one fails first, and all succeed', async () => {
    cloudTime -= 60 * MINUTE_MS;
    const { cph } = open();
    await Promise.all(Array.from({ length: 100 }, () => cph.listServers(PAGE)));
    assert.equal(statuses().filter((status) => status === 401).length, 1);
    assert.equal(statuses().filter((status) => status === 200).length, 100);
  });

  it('lets the next request try the key when the first one is cancelled, answered by a proxy or cut off', async () => {
    const { cph } = open();
    cloud.faults.next({ path: '/v1/', fault: 'hang' });
    const stop = new AbortController();
    const givenUp = cph.listServers(PAGE, stop.signal);
    givenUp.catch(() => undefined);
    await until(() => cloud.requests.length === 1);
    const waiting = [1, 2, 3].map(() => cph.restartServers([...cloud.fleet.servers.keys()].slice(0, 1)));
    const results = Promise.allSettled(waiting);
    cloud.faults.next({ path: '/v1/', fault: 'html502' });
    cloud.faults.next({ path: '/v1/', fault: 'reset' });
    assert.equal(cloud.requests.length, 1);
    stop.abort(new Error('enough'));
    await assert.rejects(givenUp, /enough/);
    assert.deepEqual((await results).map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected']);
    assert.equal(cloud.requests.length, 4);
  });

  it('lets a caller that waits for the first answer give up', async () => {
    const { cph } = open();
    cloud.faults.next({ path: '/v1/', fault: 'hang' });
    const [first, second] = [new AbortController(), new AbortController()];
    const trial = cph.listServers(PAGE, first.signal);
    trial.catch(() => undefined);
    await until(() => cloud.requests.length === 1);
    const waiting = cph.listServers(PAGE, second.signal);
    second.abort(new Error('no more'));
    await assert.rejects(waiting, /no more/);
    first.abort(new Error('enough'));
    await assert.rejects(trial, /enough/);
    assert.equal(cloud.requests.length, 1);
  });

  it('counts a 403 as acceptance of the key', async () => {
    cloud.deny('cph:servers:list');
    const { authorizer, cph } = open();
    assert.equal((await apiError(cph.listServers(PAGE))).kind, 'forbidden');
    const request = { method: 'GET', url: new URL(cloud.origin), headers: {} } as const;
    const proofs = await Promise.all([authorizer.authorize(request), authorizer.authorize(request)]);
    assert.equal(proofs.length, 2);
  });

  describe('whose requests wait in the queue', () => {
    const request = () => ({ method: 'GET', url: new URL(cloud.origin), headers: {} }) as const;

    it('lets them go out while it is good and they are fresh', async () => {
      const { authorizer, cph } = open();
      await cph.listServers(PAGE);
      const waiting = await authorizer.authorize(request());
      assert.equal(waiting.mayLeave(), true);
      clock.advance(2 * MINUTE_MS);
      assert.equal(waiting.mayLeave(), false);
    });

    it('holds them back once it was refused', async () => {
      const { authorizer, cph } = open();
      await cph.listServers(PAGE);
      const [one, other] = [await authorizer.authorize(request()), await authorizer.authorize(request())];
      for (const refused of [one, other]) {
        refused.settle({ kind: 'refused', serverTime: clock.now() });
        assert.deepEqual([await refused.renew(), other.mayLeave()], [false, false]);
      }
      assert.deepEqual([refusals, warnings().length], [1, 1]);
    });

    it('holds back all but one after a correction, until it is known to be right', async () => {
      const { authorizer, cph } = open();
      await cph.listServers(PAGE);
      const [before, waiting] = [await authorizer.authorize(request()), await authorizer.authorize(request())];
      const late = await authorizer.authorize(request());
      for (const refused of [before, late]) {
        refused.settle({ kind: 'refused', serverTime: clock.now() + 60 * MINUTE_MS });
        assert.equal(await refused.renew(), true);
      }
      const [trial, next] = [await authorizer.authorize(request()), await authorizer.authorize(request())];
      assert.deepEqual([waiting.mayLeave(), trial.mayLeave(), next.mayLeave()], [false, true, false]);
      trial.settle({ kind: 'accepted' });
      assert.equal(next.mayLeave(), true);
    });

    it('tries it with the first that leaves, not with one that waits for its turn', async () => {
      const { authorizer } = open();
      const [waiting, leaving] = [await authorizer.authorize(request()), await authorizer.authorize(request())];
      assert.equal(leaving.mayLeave(), true);
      leaving.settle({ kind: 'accepted' });
      assert.equal(waiting.mayLeave(), true);
    });
  });
});
