import assert from 'node:assert/strict';
import { type SignInAttempt } from '../../../../src/auth/signIn/attempt';
import { apiError } from '../../../support/api';
import { type Bench, openBench } from '../../../support/signIn';

const FIRST = { offset: 0, limit: 1 };
const DAY_MS = 24 * 3_600_000;

/** Something between this machine and the cloud answers instead of the cloud. That says nothing about the sign-in. */
describe('a sign-in, when something on the way answers instead of the cloud', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench({ servers: 2, instances: 2 });
  });
  afterEach(() => bench.close());

  const stored = () => JSON.stringify([...bench.secrets.stored]);
  const ways: [string, () => SignInAttempt][] = [
    ['an access key', () => ({ kind: 'accessKey', ...bench.cloud.account.accessKey })],
    ['a user name and a password', () => bench.attempt],
    ['a token', () => ({ kind: 'token', token: bench.cloud.issueToken() })],
  ];

  for (const [what, attempt] of ways) {
    for (const status of [401, 403, 407]) {
      it(`with ${what} goes on after ${status} on a list, and the next reading works`, async () => {
        await bench.signIn(bench.project(), { password: true }, attempt());
        const before = stored();
        const other = bench.openWindow();
        bench.cloud.clearRequests();
        bench.cloud.faults.next({ path: '/servers', fault: { foreign: status } });
        const { cph } = bench.clients(bench.project());
        const error = await apiError(cph.listServers(FIRST));
        assert.deepEqual([error.kind, error.info.status, error.info.iamAction], ['foreign', status, undefined]);
        assert.deepEqual([bench.cloud.requests.length, stored()], [1, before]);
        assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
        assert.equal(await other.sessions.state(bench.project()), 'signedIn');
        assert.equal((await cph.listServers(FIRST)).servers.length, 1);
        assert.equal(bench.cloud.requests.length, 2);
      });
    }

    for (const status of [401, 403, 404]) {
      it(`with ${what} is not reported as wrong after ${status}, and works the next time`, async () => {
        bench.cloud.faults.next({ path: '/v3/', fault: { foreign: status } });
        const error = await apiError(bench.sessions.prove(bench.project(), attempt()));
        assert.equal(error.kind, 'foreign');
        assert.match(
          error.message,
          /^Something between this computer and the cloud answered with HTTP 40\d: a proxy, a firewall, or the sign-in/,
        );
        assert.deepEqual([bench.cloud.requests.length, bench.secrets.stored.size], [1, 0]);
        await bench.signIn(bench.project(), { password: true }, attempt());
        assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
      });
    }
  }

  it('keeps the stored password when the renewal of its token gets such an answer', async () => {
    await bench.signIn();
    bench.clock.advance(DAY_MS + 1);
    bench.cloud.faults.next({ method: 'POST', path: '/v3/auth/tokens', fault: { foreign: 401 } });
    const { cph } = bench.clients(bench.project());
    const { kind, info } = await apiError(cph.listServers(FIRST));
    assert.deepEqual([kind, info.didNotRun, info.cloudSaidNo], ['foreign', true, false]);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    assert.equal((await cph.listServers(FIRST)).servers.length, 1);
  });

  it('stays when IAM refused the service itself while it served the request', async () => {
    for (const [what, attempt] of ways) {
      await bench.signIn(bench.project(), { password: true }, attempt());
      const before = stored();
      for (const status of [200, 500]) {
        bench.cloud.faults.next({ path: '/servers', fault: { status, body: { error_code: 'IAM.0066' } } });
        const { cph } = bench.clients(bench.project());
        assert.equal((await apiError(cph.listServers(FIRST))).kind, 'server', what);
        assert.deepEqual([stored(), await bench.sessions.state(bench.project())], [before, 'signedIn'], what);
        assert.equal((await cph.listServers(FIRST)).servers.length, 1);
      }
      await bench.sessions.signOut(bench.project().account);
    }
  });
});
