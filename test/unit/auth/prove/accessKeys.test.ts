import assert from 'node:assert/strict';
import { type SignInAttempt } from '../../../../src/auth/signIn/attempt';
import { apiError } from '../../../support/api';
import { type Bench, openBench } from '../../../support/signIn';
import { turning } from '../../../support/turning';
import { until } from '../../../support/until';

const FIRST = { offset: 0, limit: 1 };
/** How many requests the bench lets through to one host at a time. */
const PLACES = 8;

describe('signing in with an access key', () => {
  let bench: Bench;
  let attempt: Extract<SignInAttempt, { kind: 'accessKey' }>;
  beforeEach(async () => {
    bench = await openBench();
    attempt = { kind: 'accessKey', ...bench.cloud.account.accessKey };
  });
  afterEach(() => bench.close());

  const signIn = (project = bench.project()) => bench.signIn(project, { password: false }, attempt);
  const lab = (differs = {}) => {
    const projectId = bench.cloud.directory[0]?.projects[1]?.projectId;
    return bench.project({ name: 'Lab', account: 'Simulated cloud', projectId, ...differs });
  };

  it('is proved by a signed request, and then every request is signed; there is no token', async () => {
    const project = bench.project();
    const proof = await bench.sessions.prove(project, attempt);
    assert.equal(proof.label, `access key …${attempt.accessKeyId.slice(-4)}`);
    assert.equal(proof.projectId, project.projectId);
    assert.equal(proof.expiresAt, undefined);
    assert.equal(bench.secrets.stored.size, 0);
    await bench.sessions.keep(project, proof, { password: false });
    assert.equal(await bench.sessions.state(project), 'signedIn');
    const { cph, koophone } = bench.clients(project);
    await cph.listServers(FIRST);
    await koophone.listInstances({ pageNo: 1, pageSize: 1 });
    assert.equal(bench.passwordsSent(), 0);
    assert.deepEqual(
      bench.cloud.requests.map(({ path, status }) => [path.split('?')[0], status]),
      [
        ['/v3/auth/projects', 200],
        [`/v1/${project.projectId ?? ''}/cloud-phone/servers`, 200],
        ['/v1/instances/batch-query', 200],
      ],
    );
  });

  it('makes both parts live secrets while they are in memory', async () => {
    await bench.sessions.prove(bench.project(), attempt);
    const live = (): string[] => [...bench.sessions.liveSecrets()];
    assert.ok(live().includes(attempt.secretAccessKey) && live().includes(attempt.accessKeyId));
    bench.sessions.forget(bench.project());
    assert.deepEqual(live(), []);
    await signIn();
    assert.ok(live().includes(attempt.secretAccessKey));
    await bench.sessions.signOut('Simulated cloud');
    assert.deepEqual(live(), []);
  });

  it('with a wrong secret says so after one failed signature, and stores nothing', async () => {
    const wrong = { ...attempt, secretAccessKey: 'not-the-secret' };
    assert.equal((await apiError(bench.sessions.prove(bench.project(), wrong))).kind, 'auth');
    assert.equal(bench.cloud.requests.length, 1);
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('with a text that cannot be a key sends nothing', async () => {
    for (const wrong of [{ accessKeyId: 'two words' }, { accessKeyId: '' }, { secretAccessKey: 'line\nbreak' }]) {
      assert.equal((await apiError(bench.sessions.prove(bench.project(), { ...attempt, ...wrong }))).kind, 'config');
    }
    assert.equal(bench.cloud.requests.length, 0);
  });

  it('that may not use the project of the settings is refused with a sentence that says so', async () => {
    const other = bench.project({ projectId: 'f'.repeat(32) });
    const error = await apiError(bench.sessions.prove(other, attempt));
    assert.match(error.message, /may not use the project f{32} of Simulated cloud/);
  });

  it('that may not list its projects is proved by the name of the region', async () => {
    bench.cloud.faults.next({
      path: '/v3/auth/projects',
      fault: { status: 403, body: { error: { code: 403, message: 'no', title: 'Forbidden' } } },
    });
    await signIn();
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    assert.ok(bench.cloud.requests.some(({ path }) => path.startsWith('/v3/projects')));
  });

  it('serves all projects of the account with one sign-in', async () => {
    await signIn();
    for (let n = 0; n < 10; n++) {
      const project = lab({ name: `Lab ${n}` });
      assert.equal(await bench.sessions.state(project), 'signedIn');
      const { servers } = await bench.clients(project).cph.listServers(FIRST);
      assert.match(servers[0]?.name ?? '', /^lab-/);
    }
    assert.equal(bench.cloud.requests.filter(({ path }) => path.startsWith('/v3/')).length, 1);
  });

  it('leaves a project of the account without an id open, until it is chosen', async () => {
    await signIn();
    const noId = lab({ projectId: undefined, region: 'cn-east-3' });
    assert.equal(await bench.sessions.state(noId), 'signedOut');
    assert.deepEqual(await bench.sessions.signedInAccounts(['Simulated cloud'], noId), ['Simulated cloud']);
  });

  it('refused later stops all waiting requests, in every window, until a person signs in again', async () => {
    await signIn();
    const other = bench.openWindow();
    await other.sessions.state(bench.project());
    const key = bench.cloud.directory[0]?.users[0]?.accessKeys[0];
    assert.ok(key);
    key.secretAccessKey = 'changed';
    bench.cloud.clearRequests();
    const accounts: string[] = [];
    other.sessions.onDidChange(({ account }) => accounts.push(account));
    const { cph } = bench.clients(bench.project());
    const errors = await turning(
      bench.clock,
      Promise.all(Array.from({ length: 500 }, () => apiError(cph.listServers(FIRST)))),
    );
    assert.ok(errors.every(({ kind }) => kind === 'auth'));
    const sent = bench.cloud.requests.length;
    assert.ok(sent <= 2 * PLACES, `${sent} requests`);
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
    await until(() => accounts.length === 1);
    assert.equal(await other.sessions.state(bench.project()), 'signInAgain');
    await apiError(other.clients(bench.project()).cph.listServers(FIRST));
    await apiError(bench.openWindow().clients(lab()).cph.listServers(FIRST));
    assert.equal(bench.cloud.requests.length, sent);
    key.secretAccessKey = attempt.secretAccessKey;
    bench.clock.advance(bench.cloud.options.keyLockMs);
    await signIn();
    await cph.listServers(FIRST);
    await other.clients(bench.project()).cph.listServers(FIRST);
    assert.equal(await other.sessions.state(bench.project()), 'signedIn');
  });

  it('is distinguished from a sign-in with a token, also when the account is signed out', async () => {
    const signs = (): Promise<boolean> => bench.sessions.signsRequests(bench.project());
    assert.equal(await signs(), false);
    await bench.signIn();
    assert.equal(await signs(), false);
    await signIn();
    bench.cloud.clearRequests();
    assert.equal(await signs(), true);
    assert.equal(bench.cloud.requests.length, 0);
  });

  it('refused after the extension has stopped does not repeat the request', async () => {
    await signIn();
    const request = { method: 'GET', url: new URL(bench.cloud.origin), headers: {} } as const;
    const authorization = await bench.sessions.authorizer(bench.project()).authorize(request);
    bench.sessions.dispose();
    authorization.settle({ kind: 'refused', serverTime: bench.clock.now() + 3_600_000 });
    assert.equal(await authorization.renew(), false);
  });

  it('in place of an IAM user, and back, leaves nothing of the one before', async () => {
    const { cph } = bench.clients(bench.project());
    await bench.signIn();
    await signIn();
    assert.ok(!bench.secrets.text.includes(bench.attempt.password));
    await cph.listServers(FIRST);
    await bench.signIn();
    assert.ok(!bench.secrets.text.includes(attempt.secretAccessKey));
    await cph.listServers(FIRST);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('that is ended by a sign-out stops the requests that wait to be sent', async () => {
    await signIn();
    const { cph } = bench.clients(bench.project());
    await cph.listServers(FIRST);
    bench.cloud.clearRequests();
    bench.cloud.faults.next({ path: '/cloud-phone/', fault: 'hang', times: PLACES });
    const stop = new AbortController();
    const first = Array.from({ length: PLACES }, () => cph.listServers(FIRST, stop.signal).catch(() => undefined));
    await until(() => bench.cloud.requests.length === PLACES);
    const waiting = Array.from({ length: 20 }, () => apiError(cph.listServers(FIRST)));
    await bench.sessions.signOut('Simulated cloud');
    stop.abort();
    await Promise.all(first);
    const errors = await Promise.all(waiting);
    assert.ok(errors.every((error) => error.message.startsWith('Sign in to Simulated cloud first')));
    assert.equal(bench.cloud.requests.length, PLACES);
  });
});
