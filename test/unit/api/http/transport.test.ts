import assert from 'node:assert/strict';
import { type CredentialVerdict } from '../../../../src/api/request/authorizer';
import { ApiError } from '../../../../src/api/errors/errors';
import { send } from '../../../../src/api/http/fetch';
import { Transport, type TransportOptions } from '../../../../src/api/http/transport';
import { inEnglish } from '../../../../src/base/message';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { type Fault } from '../../../cloud/wire/faults';
import { apiError, authorization, testClients, TIMEOUT_MS, TokenInHand, turnOverPauses } from '../../../support/api';
import { json, type RawServer, startRawServer } from '../../../support/rawServer';
import { until } from '../../../support/until';

const PAGE = { offset: 0, limit: 100 };

describe('the transport', () => {
  let cloud: Cloud;
  const open = async (options: Partial<CloudOptions> = {}, transport: Partial<TransportOptions> = {}) => {
    cloud = await startCloud(options);
    const authorizer = new TokenInHand(cloud.issueToken(), () => cloud.issueToken());
    return { authorizer, ids: [...cloud.fleet.instances.keys()], ...testClients(cloud, authorizer, transport) };
  };
  const reboots = () => [...cloud.actions.reboots.values()].length;

  afterEach(() => cloud.close());

  describe('reading', () => {
    const passing: [string, Fault][] = [
      ['a broken connection', 'reset'],
      ['half an answer', 'truncate'],
      ['a page of HTML with 502', 'html502'],
      ['503', { status: 503, body: { error_code: 'APIGW.0613', error_msg: 'away' } }],
      ['504', { status: 504 }],
      ['429', { throttle: null }],
    ];
    for (const [what, fault] of passing) {
      it(`sends again after ${what}, first after two seconds, then after four`, async () => {
        const { cph, clock } = await open();
        cloud.faults.next({ path: 'servers', times: 2, fault });
        const work = cph.listServers(PAGE);
        assert.deepEqual(await turnOverPauses(clock, work), [2000, 4000]);
        assert.equal((await work).servers.length, 12);
        assert.equal(cloud.requests.length, 3);
      });
    }

    it('gives up after the third try', async () => {
      const { koophone, clock, ids } = await open();
      cloud.faults.next({ path: 'batch-query-status', times: 9, fault: 'html502' });
      const work = apiError(koophone.queryStatus(ids));
      assert.equal((await turnOverPauses(clock, work)).length, 2);
      const { kind, message, info } = await work;
      assert.deepEqual([kind, info.status, cloud.requests.length], ['server', 502, 3]);
      assert.match(message, /not JSON/);
      assert.equal(new Set(cloud.requests.map((request) => request.headers['x-request-id'])).size, 3);
    });

    for (const fault of ['notJson', 'koophoneError', { status: 500 }, { status: 400 }, { status: 404 }] as const) {
      it(`does not send again after ${JSON.stringify(fault)}`, async () => {
        const { koophone } = await open();
        cloud.faults.next({ path: 'batch-query', times: 9, fault });
        await apiError(koophone.listInstances({ pageNo: 1, pageSize: 5 }));
        assert.equal(cloud.requests.length, 1);
      });
    }

    it('waits as long as Retry-After says', async () => {
      const { cph, clock } = await open();
      cloud.faults.next({ path: 'servers', fault: { throttle: 5 } });
      cloud.faults.next({ path: 'servers', fault: { throttle: 3600 } });
      const work = cph.listServers(PAGE);
      assert.deepEqual(await turnOverPauses(clock, work), [5000, 3_600_000]);
      await work;
    });

    it('does not wait for a host that is away for longer than a minute, as it says itself', async () => {
      const { cph, clock } = await open();
      const away = (seconds: string) => ({ status: 503, headers: { 'retry-after': seconds } });
      cloud.faults.next({ path: 'servers', fault: away('60') });
      cloud.faults.next({ path: 'servers', fault: away('61') });
      const work = apiError(cph.listServers(PAGE));
      assert.deepEqual(await turnOverPauses(clock, work), [60_000]);
      assert.equal((await work).info.status, 503);
    });

    it('spreads its pauses at random', async () => {
      const { cph, clock } = await open({}, { random: () => 0.5 });
      cloud.faults.next({ path: 'servers', fault: 'html502' });
      cloud.faults.next({ path: 'servers', fault: { throttle: 5 } });
      const work = cph.listServers(PAGE);
      assert.deepEqual(await turnOverPauses(clock, work), [3000, 5500]);
      await work;
    });

    it('uses real random numbers by default', async () => {
      cloud = await startCloud();
      const { clock, transport } = testClients(cloud, new TokenInHand(cloud.issueToken()));
      const log = transport.log;
      const own = new Transport({ clock, log, timeoutMs: () => TIMEOUT_MS, maxConcurrent: () => 1 });
      cloud.faults.next({ path: 'tokens', fault: 'html502' });
      const asked = { service: 'iam', origin: cloud.origin, method: 'GET', path: ['v3', 'auth', 'tokens'] } as const;
      const work = apiError(own.request({ ...asked, acts: false }));
      const [pause = 0] = await turnOverPauses(clock, work);
      assert.ok(pause >= 2000 && pause < 4000);
      assert.equal((await work).kind, 'auth');
    });
  });

  describe('acting', () => {
    const lost: [Fault, string][] = [
      ['reset', 'network'],
      ['resetAfter', 'network'],
      ['truncate', 'network'],
      ['html502After', 'server'],
      ['emptyObject', 'badResponse'],
      ['notJson', 'foreign'],
      [{ foreign: 401 }, 'foreign'],
      [{ foreign: 403 }, 'foreign'],
      [{ foreign: 404 }, 'foreign'],
      [{ foreign: 407 }, 'foreign'],
      [{ foreignAfter: 200 }, 'foreign'],
      [{ status: 503, body: { error_code: 'APIG.0613' } }, 'server'],
      [{ status: 504 }, 'server'],
      [{ status: 500, body: { error_code: 'KOOPHONE.API.8888' } }, 'server'],
      // IAM or the gateway refused the service itself half way through. The work may have begun.
      [{ status: 500, body: { error_code: 'IAM.0012' } }, 'throttled'],
      [{ status: 500, body: { error_code: 'IAM.0066' } }, 'server'],
      [{ status: 200, body: { error_code: 'APIGW.0308' } }, 'throttled'],
      [{ status: 200, body: { error_code: 'IAM.0066' } }, 'server'],
      [{ status: 504, body: { error_code: 'APIGW.0301' } }, 'server'],
      [{ status: 500, body: { error_code: 'APIGW.0201' } }, 'server'],
      [{ status: 500, body: { error_code: 'KOOPHONE.API.1001' } }, 'forbidden'],
    ];
    for (const [fault, kind] of lost) {
      it(`sends once and does not know whether it ran after ${JSON.stringify(fault)}`, async () => {
        const { koophone, ids } = await open();
        cloud.faults.next({ path: 'reboot', times: 9, fault });
        const error = await apiError(koophone.rebootInstances(ids.slice(0, 1)));
        assert.deepEqual([error.kind, error.info.didNotRun], [kind, undefined]);
        assert.equal(cloud.requests.length, 1);
        assert.match(error.info.requestId ?? '', /^[0-9a-f]{32}$/);
      });
    }

    it('sends again after 429, because nothing ran', async () => {
      const { koophone, clock, ids } = await open();
      cloud.faults.next({ path: 'reboot', times: 2, fault: { throttle: 3 } });
      const work = koophone.rebootInstances(ids.slice(0, 1));
      assert.deepEqual(await turnOverPauses(clock, work), [3000, 3000]);
      await work;
      assert.equal(reboots(), 1);
    });

    it('sends once more after 401, with a renewed credential', async () => {
      const { koophone, authorizer, ids } = await open();
      cloud.revokeTokens();
      await koophone.rebootInstances(ids.slice(0, 1));
      assert.deepEqual([authorizer.renewals, cloud.requests.length, reboots()], [1, 2, 1]);
    });

    it('is not repeated for a code that allows it only under another status', async () => {
      const { koophone, authorizer, clock, ids } = await open();
      for (const code of ['APIGW.0308', 'IAM.0012', 'APIGW.0301']) {
        cloud.clearRequests();
        cloud.faults.next({ path: 'reboot', fault: { status: 400, body: { error_code: code } } });
        const work = apiError(koophone.rebootInstances(ids));
        await turnOverPauses(clock, work);
        const { info } = await work;
        assert.deepEqual([info.cloudSaidNo, authorizer.renewals, cloud.requests.length], [true, 0, 1], code);
      }
    });

    it('counts as refused by the cloud when the renewal fails after a refusal', async () => {
      cloud = await startCloud();
      const renew = () => Promise.reject(new ApiError('network', 'iam cannot be reached'));
      const authorize = () => Promise.resolve(authorization({ 'X-Auth-Token': 'MIIold' }, { renew }));
      const { koophone } = testClients(cloud, { authorize });
      const { kind, info } = await apiError(koophone.rebootInstances(['a']));
      assert.deepEqual([kind, info.didNotRun, info.cloudSaidNo], ['network', true, true]);
    });

    it('sends again only once, and reports the second refusal too', async () => {
      const { koophone, authorizer, ids } = await open();
      cloud.faults.next({ path: 'reboot', times: 9, fault: '401' });
      const { kind, info } = await apiError(koophone.rebootInstances(ids));
      assert.deepEqual([kind, info.code, info.didNotRun], ['auth', 'APIGW.0301', true]);
      assert.deepEqual([authorizer.renewals, cloud.requests.length], [2, 2]);
    });

    it('gets a new proof before it is sent when its proof became invalid in the queue', async () => {
      cloud = await startCloud();
      const proofs = ['old', cloud.issueToken()];
      const authorize = () => {
        const token = proofs.shift() ?? '';
        return Promise.resolve(authorization({ 'X-Auth-Token': token }, { mayLeave: () => token !== 'old' }));
      };
      const { koophone } = testClients(cloud, { authorize });
      await koophone.rebootInstances([...cloud.fleet.instances.keys()].slice(0, 1));
      assert.deepEqual([proofs.length, cloud.requests.length, reboots()], [0, 1, 1]);
    });

    it('is not repeated when a renewal does not help', async () => {
      cloud = await startCloud();
      const authorizer = new TokenInHand('MIIpasted');
      const { koophone } = testClients(cloud, authorizer);
      assert.equal((await apiError(koophone.rebootInstances(['a']))).kind, 'auth');
      assert.deepEqual([authorizer.renewals, cloud.requests.length], [1, 1]);
    });

    it('knows that nothing ran when there was no credential to send', async () => {
      cloud = await startCloud();
      const refuse = () => Promise.reject(new ApiError('timeout', 'iam did not answer'));
      const { koophone } = testClients(cloud, { authorize: refuse });
      const { kind, info } = await apiError(koophone.rebootInstances(['a']));
      assert.deepEqual([kind, info.didNotRun, info.cloudSaidNo], ['timeout', true, false]);
      assert.equal(cloud.requests.length, 0);
      const stop = new Error('stopped');
      const stopped = testClients(cloud, { authorize: () => Promise.reject(stop) });
      await assert.rejects(stopped.koophone.rebootInstances(['a']), stop);
    });
  });

  describe('settles the authorization of each request once', () => {
    /** An authorizer that records how its authorizations are settled. `lasts` says which of them may leave. */
    const noting = (lasts: (nth: number) => boolean = () => true, token = () => cloud.issueToken()) => {
      const verdicts: string[] = [];
      let made = 0;
      const authorize = () => {
        const nth = made++;
        const settle = ({ kind }: CredentialVerdict) => void verdicts.push(kind);
        const renew = () => Promise.resolve(nth === 0);
        const mayLeave = () => lasts(nth);
        return Promise.resolve(authorization({ 'X-Auth-Token': token() }, { mayLeave, settle, renew }));
      };
      return { verdicts, authorizer: { authorize } };
    };

    const ends: [string, Fault, string[]][] = [
      ['that the cloud refuses, and repeats it', '401', ['refused', 'accepted']],
      ['that a service refuses', { status: 400, body: { error_code: 'KOOPHONE.API.1000' } }, ['accepted']],
      ['that is forbidden', { status: 403, body: { error_code: 'APIGW.0302' } }, ['accepted']],
      ['that the gateway refuses', { status: 400, body: { error_code: 'APIGW.0201' } }, ['unknown']],
      ['that fails in the cloud', { status: 500 }, ['unknown']],
      ['that is answered by something on the way', { foreign: 401 }, ['unknown']],
      ['that is redirected', { redirect: 'https://example.com' }, ['unknown']],
      ['that is cut off', 'reset', ['unknown']],
      ['that is throttled, each time it is sent', { throttle: 3 }, ['unknown', 'accepted']],
    ];
    for (const [what, fault, settled] of ends) {
      it(what, async () => {
        cloud = await startCloud();
        const { verdicts, authorizer } = noting();
        const { koophone, clock } = testClients(cloud, authorizer);
        cloud.faults.next({ path: 'reboot', fault });
        const work = koophone.rebootInstances([...cloud.fleet.instances.keys()].slice(0, 1));
        await turnOverPauses(clock, work);
        await work.catch(() => undefined);
        assert.deepEqual(verdicts, settled);
      });
    }

    it('that times out', async () => {
      cloud = await startCloud();
      const { verdicts, authorizer } = noting();
      const { cph, clock } = testClients(cloud, authorizer);
      cloud.faults.next({ path: 'servers', fault: 'hang' });
      const work = apiError(cph.listServers(PAGE));
      await until(() => cloud.requests.length === 1);
      assert.deepEqual(verdicts, []);
      clock.advance(TIMEOUT_MS);
      assert.equal((await work).kind, 'timeout');
      assert.deepEqual(verdicts, ['unknown']);
    });

    it('that the caller gives up, on its way or in the queue', async () => {
      cloud = await startCloud();
      const { verdicts, authorizer } = noting();
      const { cph } = testClients(cloud, authorizer, { maxConcurrent: () => 1 });
      cloud.faults.next({ path: 'servers', fault: 'hang' });
      const stop = new AbortController();
      const work = [cph.listServers(PAGE, stop.signal), cph.listServers(PAGE, stop.signal)];
      await until(() => cloud.requests.length === 1);
      stop.abort(new Error('enough'));
      await Promise.all(work.map((one) => assert.rejects(one, /enough/)));
      assert.deepEqual(verdicts, ['unknown', 'unknown']);
    });

    it('that may not leave any more when its turn comes', async () => {
      cloud = await startCloud();
      const { verdicts, authorizer } = noting((nth) => nth > 0);
      await testClients(cloud, authorizer).cph.listServers(PAGE);
      assert.deepEqual([verdicts, cloud.requests.length], [['unknown', 'accepted'], 1]);
    });

    it('that cannot be sent', async () => {
      cloud = await startCloud();
      const { verdicts, authorizer } = noting(undefined, () => 'a\nb: c');
      assert.equal((await apiError(testClients(cloud, authorizer).cph.listServers(PAGE))).kind, 'config');
      assert.deepEqual(verdicts, ['unknown']);
    });
  });

  it('aborts a request at its deadline, also while it reads the body', async () => {
    const { koophone, clock, ids } = await open();
    cloud.faults.next({ path: 'reboot', fault: 'hangAfter' });
    const work = apiError(koophone.rebootInstances(ids.slice(0, 1)));
    await until(() => reboots() === 1);
    clock.advance(TIMEOUT_MS - 1);
    assert.equal(clock.pending, 1);
    clock.advance(1);
    const { kind, message, info } = await work;
    assert.deepEqual([kind, info.didNotRun], ['timeout', undefined]);
    assert.match(message, /did not respond within 30 s/);
    assert.equal(clock.pending, 0);
  });

  it('passes on the reason of the signal while a request is on its way', async () => {
    const { cph, clock, log } = await open();
    cloud.faults.next({ path: 'servers', fault: 'hang' });
    const stop = new AbortController();
    const work = cph.listServers(PAGE, stop.signal);
    await until(() => cloud.requests.length === 1);
    const reason = new Error('closed');
    clock.advance(40);
    clock.jump(-3_600_000);
    stop.abort(reason);
    await assert.rejects(work, reason);
    assert.equal(clock.pending, 0);
    assert.match(log.lines.join(), /servers given up - 40 ms -/);
    await assert.rejects(cph.listServers(PAGE, stop.signal), reason, 'and before it begins');
    assert.equal(cloud.requests.length, 1);
  });

  it('passes on the reason of the signal during a pause', async () => {
    const { cph, clock } = await open();
    cloud.faults.next({ path: 'servers', fault: 'html502' });
    const stop = new AbortController();
    const work = cph.listServers(PAGE, stop.signal);
    await until(() => clock.nextDelayMs === 2000);
    stop.abort();
    await assert.rejects(work, { name: 'AbortError' });
    assert.equal(cloud.requests.length, 1);
  });

  it('keeps to the limit of requests at a time, and to their order', async () => {
    const { cph, clock } = await open({}, { maxConcurrent: () => 2 });
    cloud.faults.next({ path: 'phones', times: 2, fault: 'hang' });
    const stop = new AbortController();
    const first = [0, 1].map((offset) => apiError(cph.listPhones({ offset, limit: 1 })));
    const dropped = cph.listPhones({ offset: 2, limit: 1 }, stop.signal);
    const last = [3, 4].map((offset) => cph.listPhones({ offset, limit: 1 }));
    await until(() => cloud.requests.length === 2);
    stop.abort();
    await assert.rejects(dropped, { name: 'AbortError' });
    assert.equal(cloud.requests.length, 2);
    clock.advance(TIMEOUT_MS);
    assert.deepEqual(
      (await Promise.all(first)).map((error) => error.kind),
      ['timeout', 'timeout'],
    );
    await Promise.all(last);
    assert.deepEqual(
      cloud.requests.slice(2).map((request) => request.query['offset']),
      ['3', '4'],
    );
  });

  it('sends the next request before it reads the rows of the last response', async () => {
    const steps: string[] = [];
    const noting: typeof send = (url, init) => {
      steps.push('sent');
      return send(url, init);
    };
    const ignore = (): void => undefined;
    const log = { debug: () => void steps.push('read'), info: ignore, warn: ignore, error: ignore };
    const { cph } = await open({}, { maxConcurrent: () => 1, fetch: noting, log });
    await Promise.all([1, 2, 3].map(() => cph.listServers(PAGE)));
    assert.deepEqual(steps, ['sent', 'sent', 'read', 'sent', 'read', 'read']);
  });

  it('writes one line per HTTP request, without token or query', async () => {
    const { koophone, authorizer, log, clock, ids } = await open();
    cloud.faults.next({ path: 'batch-query', fault: { throttle: 1 } });
    const work = koophone.listInstances({ pageNo: 1, pageSize: 5 });
    await turnOverPauses(clock, work);
    await work;
    cloud.faults.next({ path: 'reboot', fault: 'reset' });
    await apiError(koophone.rebootInstances(ids));
    const id = '[0-9a-f]{32}';
    const expected = [
      `^debug GET /v1/instances/batch-query 429 APIGW.0308 \\d+ ms ${id}$`,
      `^debug GET /v1/instances/batch-query 200 - \\d+ ms ${id}$`,
      `^debug POST /v1/instances/reboot network - \\d+ ms ${id}$`,
    ];
    assert.equal(log.lines.length, expected.length);
    expected.forEach((pattern, index) => {
      assert.match(log.lines[index] ?? '', new RegExp(pattern));
    });
    assert.ok(!log.lines.join().includes(authorizer.token));
  });

  for (const status of [301, 302, 303, 307, 308] as const) {
    it(`does not follow ${status}, names the host alone, and does not know whether it ran`, async () => {
      const { koophone, ids } = await open();
      const other = await startRawServer((response) => {
        json(response, { error_code: '0' });
      });
      cloud.faults.next({ path: 'reboot', fault: { redirect: `${other.origin}/steal?token=1`, status } });
      const { kind, message, info } = await apiError(koophone.rebootInstances(ids));
      assert.deepEqual([kind, info.didNotRun, other.seen.length], ['redirect', undefined, 0]);
      assert.match(message, /pointed to 127\.0\.0\.1:\d+\. /);
      await other.close();
    });
  }

  it('asks to keep the connection of a read, and to close that of an acting request', async () => {
    const { cph, koophone, ids } = await open();
    await cph.listServers(PAGE);
    await koophone.rebootInstances(ids.slice(0, 1));
    assert.deepEqual(
      cloud.requests.map((request) => request.headers.connection),
      ['keep-alive', 'close'],
    );
  });
});

describe('the transport with faulty servers', () => {
  let server: RawServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const at = (origin: string, options: Partial<TransportOptions> = {}) =>
    testClients({ origin }, new TokenInHand('t'), options);

  it('repeats even an acting request while the connection is refused', async () => {
    const closed = await startRawServer(() => undefined);
    await closed.close();
    const { koophone, clock } = at(closed.origin);
    const work = apiError(koophone.rebootInstances(['a']));
    assert.deepEqual(await turnOverPauses(clock, work), [2000, 4000]);
    const { kind, message, info } = await work;
    assert.deepEqual([kind, info.didNotRun, info.status], ['network', true, undefined]);
    assert.match(message, /127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED/);
  });

  it('says what to do when something on the way answers inside the connection, and does not know whether it ran', async () => {
    server = await startRawServer((response) => {
      response.writeHead(407, { 'content-type': 'text/html' }).end('<html>Proxy Authentication Required</html>');
    });
    const { koophone } = at(server.origin);
    const { kind, info } = await apiError(koophone.rebootInstances(['a']));
    assert.deepEqual([kind, info.didNotRun, server.seen.length], ['foreign', undefined, 1]);
    assert.match(inEnglish(info.advice ?? ''), /proxy/);
  });

  it('reads at most 32 MB of a response', async () => {
    server = await startRawServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const part = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        while (!response.destroyed && response.write(part));
      };
      response.on('drain', more);
      more();
    });
    const { cph } = at(server.origin);
    const { kind, message } = await apiError(cph.listServers(PAGE));
    assert.equal(kind, 'badResponse');
    assert.match(message, /too large/);
  });

  it('aborts a response that begins and never ends', async () => {
    server = await startRawServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"servers":');
    });
    const { cph, clock } = at(server.origin);
    const work = apiError(cph.listServers(PAGE));
    await until(() => server?.seen.length === 1);
    clock.advance(TIMEOUT_MS);
    assert.equal((await work).kind, 'timeout');
  });

  it('keeps its deadline even when the fetch ignores the signal', async () => {
    const { cph, clock } = at('http://127.0.0.1:1', { fetch: () => new Promise(() => undefined) });
    const work = apiError(cph.listServers(PAGE));
    await until(() => clock.pending === 1);
    clock.advance(TIMEOUT_MS);
    assert.equal((await work).kind, 'timeout');
  });

  it('sends nothing when the credential has a character that a header cannot have', async () => {
    server = await startRawServer(() => undefined);
    const { koophone } = testClients(server, new TokenInHand('a\nb: c'));
    const { kind, info } = await apiError(koophone.rebootInstances(['a']));
    assert.deepEqual([kind, info.didNotRun, server.seen.length], ['config', true, 0]);
  });
});
