import assert from 'node:assert/strict';
import { apiError } from '../../../support/api';
import { type Bench, openBench } from '../../../support/signIn';
import { turning } from '../../../support/turning';
import { until } from '../../../support/until';

const DAY_MS = 24 * 3_600_000;
const FIRST = { offset: 0, limit: 1 };

describe('the renewal of a token', () => {
  let bench: Bench;
  const authorize = (project = bench.project(), { sessions } = { sessions: bench.sessions }, signal?: AbortSignal) =>
    sessions.authorizer(project).authorize({ method: 'GET', url: new URL(bench.cloud.origin), headers: {} }, signal);
  const header = async (project = bench.project()): Promise<string | undefined> =>
    (await authorize(project)).headers['X-Auth-Token'];
  beforeEach(async () => {
    bench = await openBench({ servers: 2, instances: 2 });
    await bench.signIn();
    bench.cloud.clearRequests();
  });
  afterEach(() => bench.close());

  it('is one request for 1,000 simultaneous calls with an expired token', async () => {
    bench.clock.advance(DAY_MS + 1);
    const { cph } = bench.clients(bench.project());
    const answers = await turning(bench.clock, Promise.all(Array.from({ length: 1000 }, () => cph.listServers(FIRST))));
    assert.ok(answers.every(({ servers }) => servers.length === 1));
    assert.equal(bench.passwordsSent(), 1);
    assert.equal(bench.cloud.requests.length, 1001);
  }).timeout(60_000);

  it('happens in the last five minutes before the end, not earlier', async () => {
    const before = await header();
    bench.clock.advance(DAY_MS - 5 * 60_000 - 1000);
    assert.equal(await header(), before);
    bench.clock.advance(2000);
    assert.notEqual(await header(), before);
    assert.equal(bench.passwordsSent(), 1);
  });

  it('that fails leaves the old token in use until its end', async () => {
    const before = await header();
    bench.clock.advance(DAY_MS - 60_000);
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: { status: 500, body: {} } });
    assert.equal(await header(), before);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('that fails for all callers leaves none waiting, and the next caller asks again', async () => {
    bench.clock.advance(DAY_MS + 1);
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: { status: 500, body: {} } });
    const errors = await Promise.all(Array.from({ length: 20 }, () => apiError(header())));
    assert.ok(errors.every((error) => error.kind === 'server' && error.info.didNotRun === true));
    assert.equal(bench.passwordsSent(), 1);
    assert.ok(await header());
    assert.equal(bench.passwordsSent(), 2);
  });

  it('after a 401 is one request for all refused requests, and each of them is repeated once', async () => {
    bench.cloud.revokeTokens();
    const { cph } = bench.clients(bench.project());
    await Promise.all(Array.from({ length: 30 }, () => cph.listServers(FIRST)));
    assert.equal(bench.passwordsSent(), 1);
    assert.ok(bench.cloud.requests.filter((request) => request.status === 401).length <= 30);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('ends in a new sign-in when the fresh token is refused too, and nothing more is sent', async () => {
    const project = bench.project();
    const { cph } = bench.clients(project);
    bench.cloud.faults.next({ path: '/cloud-phone/', fault: '401', times: 100 });
    const error = await apiError(cph.listServers(FIRST));
    assert.equal(error.kind, 'auth');
    assert.equal(bench.cloud.requests.length, 3);
    assert.equal(await bench.sessions.state(project), 'signInAgain');
    const next = await apiError(cph.listServers(FIRST));
    assert.match(next.message, /^Sign in to Simulated cloud again/);
    assert.equal(bench.cloud.requests.length, 3);
    bench.cloud.faults.clear();
    await bench.signIn();
    assert.equal(await bench.sessions.state(project), 'signedIn');
    await cph.listServers(FIRST);
  });

  it('is tried again when a token is refused long after the last renewal', async () => {
    const { cph } = bench.clients(bench.project());
    bench.cloud.revokeTokens();
    await cph.listServers(FIRST);
    bench.clock.advance(3_600_000);
    bench.cloud.revokeTokens();
    await cph.listServers(FIRST);
    assert.equal(bench.passwordsSent(), 2);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('is tried again then also when the wall clock was set back, and not sooner when it was set forward', async () => {
    const { cph } = bench.clients(bench.project());
    bench.cloud.revokeTokens();
    await cph.listServers(FIRST);
    bench.clock.jump(-8 * 3_600_000);
    bench.clock.advance(5 * 60_000);
    bench.cloud.revokeTokens();
    await cph.listServers(FIRST);
    assert.equal(bench.passwordsSent(), 2);
    bench.clock.jump(10 * 3_600_000);
    bench.cloud.revokeTokens();
    assert.equal((await apiError(cph.listServers(FIRST))).kind, 'auth');
    assert.equal(bench.passwordsSent(), 2);
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
  });

  it('never sends a wrong password twice, whatever asks for a token', async () => {
    const lab = bench.cloud.directory[0]?.projects[1];
    assert.ok(lab);
    const other = bench.project({ name: 'Lab', account: 'Simulated cloud', projectId: lab.projectId });
    const user = bench.cloud.directory[0]?.users[0];
    assert.ok(user);
    user.password = 'Changed-2';
    bench.cloud.revokeTokens();
    const { cph } = bench.clients(bench.project());
    const results = await Promise.all([
      apiError(cph.listServers(FIRST)),
      apiError(header(other)),
      apiError(header(other)),
    ]);
    assert.ok(results.every((error) => error.kind === 'auth'));
    assert.equal(bench.passwordsSent(), 1);
    await apiError(cph.listServers(FIRST));
    await apiError(header(other));
    await apiError(bench.openWindow().clients(other).cph.listServers(FIRST));
    assert.equal(bench.passwordsSent(), 1);
    assert.ok(!bench.secrets.text.includes(bench.attempt.password));
  });

  it('keeps the password when the network is at fault', async () => {
    bench.clock.advance(DAY_MS + 1);
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: 'reset' });
    await apiError(header());
    assert.ok(bench.secrets.text.includes(bench.attempt.password));
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('goes on for the others when one caller gives up', async () => {
    bench.clock.advance(DAY_MS + 1);
    const stop = new AbortController();
    const impatient = authorize(bench.project(), bench, stop.signal);
    const patient = authorize();
    stop.abort(new Error('given up'));
    await assert.rejects(impatient, /given up/);
    assert.ok((await patient).headers['X-Auth-Token']);
    assert.equal(bench.passwordsSent(), 1);
  });

  it('is stored, so that another window does not ask', async () => {
    bench.clock.advance(DAY_MS + 1);
    const renewed = await header();
    const { headers } = await authorize(bench.project(), bench.openWindow());
    assert.equal(headers['X-Auth-Token'], renewed);
    assert.equal(bench.passwordsSent(), 1);
  });

  it('is kept in memory when the secret store cannot be written', async () => {
    bench.secrets.failure = { on: 'store', error: new Error('locked') };
    bench.clock.advance(DAY_MS + 1);
    const renewed = await header();
    assert.equal(await header(), renewed);
    assert.equal(bench.passwordsSent(), 1);
    assert.ok(
      bench.log.lines.some((line) => line.startsWith('warn The sign-in is kept only until this window closes')),
    );
  });

  it('is not repeated for a request that is refused late with the old token', async () => {
    const old = await authorize();
    bench.cloud.revokeTokens();
    assert.equal(await old.renew(), true);
    assert.equal(await old.renew(), true);
    assert.equal(bench.passwordsSent(), 1);
  });

  it('does not happen when the account is signed out', async () => {
    const old = await authorize();
    await bench.sessions.signOut('Simulated cloud');
    assert.equal(await old.renew(), false);
    assert.equal(bench.passwordsSent(), 0);
  });

  it('that is refused asks for a new sign-in; one that fails otherwise reports its error', async () => {
    const user = bench.cloud.directory[0]?.users[0];
    assert.ok(user);
    const old = await authorize();
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: { status: 500, body: {} } });
    const error = await apiError(old.renew());
    assert.equal(error.kind, 'server');
    assert.equal(error.info.didNotRun, true);
    user.password = 'Changed-2';
    assert.equal(await old.renew(), false);
    assert.equal(await old.renew(), false);
    assert.equal(bench.passwordsSent(), 2);
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
  });

  it('uses the credential in memory when the secret store cannot be read any more', async () => {
    bench.secrets.failure = { on: 'get', error: new Error('locked') };
    bench.clock.advance(DAY_MS + 1);
    assert.ok(await header());
    assert.equal(bench.passwordsSent(), 1);
  });

  it('of a pasted token is impossible: the first 401 asks for a new sign-in', async () => {
    const token = bench.cloud.issueToken();
    await bench.signIn(bench.project(), { password: false }, { kind: 'token', token });
    bench.cloud.revokeTokens();
    bench.cloud.clearRequests();
    const { cph } = bench.clients(bench.project());
    assert.equal((await apiError(cph.listServers(FIRST))).kind, 'auth');
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
    await apiError(cph.listServers(FIRST));
    assert.equal(bench.cloud.requests.length, 1);
  });

  it('that is impossible stops all requests in the queue, with the reason, and logs it once', async () => {
    const token = bench.cloud.issueToken();
    await bench.signIn(bench.project(), { password: false }, { kind: 'token', token });
    const { cph } = bench.clients(bench.project());
    bench.cloud.revokeTokens();
    bench.cloud.clearRequests();
    let news = 0;
    bench.sessions.onDidChange(() => news++);
    const errors = await turning(
      bench.clock,
      Promise.all(Array.from({ length: 500 }, () => apiError(cph.listServers(FIRST)))),
    );
    assert.ok(errors.every(({ kind }) => kind === 'auth'));
    assert.ok(errors.filter(({ message }) => message.startsWith('Sign in to Simulated cloud again')).length >= 480);
    assert.ok(bench.cloud.requests.length <= 16, `${bench.cloud.requests.length} requests`);
    assert.equal(bench.log.lines.filter((line) => line.startsWith('warn')).length, 1);
    assert.equal(news, 1);
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
  });

  it('gives requests in the queue the fresh token before they are sent', async () => {
    const { cph } = bench.clients(bench.project());
    bench.cloud.revokeTokens();
    const answers = await turning(bench.clock, Promise.all(Array.from({ length: 300 }, () => cph.listServers(FIRST))));
    assert.ok(answers.every(({ servers }) => servers.length === 1));
    const refused = bench.cloud.requests.filter(({ status }) => status === 401).length;
    assert.ok(refused >= 1 && refused <= 16, `${refused} were refused`);
    assert.equal(bench.passwordsSent(), 1);
  });

  it('is a token for each project of the account', async () => {
    const lab = bench.cloud.directory[0]?.projects[1];
    assert.ok(lab);
    const other = bench.project({ name: 'Lab', account: 'Simulated cloud', projectId: lab.projectId });
    assert.equal(await bench.sessions.state(other), 'signedIn');
    assert.notEqual(await header(other), await header());
    assert.equal(bench.passwordsSent(), 1);
    const { servers } = await bench.clients(other).cph.listServers(FIRST);
    assert.match(servers[0]?.name ?? '', /^lab-/);
  });

  it('that waits for another one sends no password once an access key has replaced the user', async () => {
    const lab = bench.cloud.directory[0]?.projects[1];
    assert.ok(lab);
    const other = bench.project({ name: 'Lab', account: 'Simulated cloud', projectId: lab.projectId });
    await header(other);
    bench.clock.advance(DAY_MS + 1);
    bench.cloud.clearRequests();
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: 'hang' });
    const stop = new AbortController();
    const first = authorize(bench.project(), bench, stop.signal);
    await until(() => bench.passwordsSent() === 1);
    const waiting = apiError(header(other));
    await bench.signIn(bench.project(), { password: false }, { kind: 'accessKey', ...bench.cloud.account.accessKey });
    stop.abort(new Error('given up'));
    await assert.rejects(first, /given up/);
    const error = await waiting;
    assert.equal(error.kind, 'auth');
    assert.match(error.message, /the sign-in changed meanwhile/);
    assert.equal(bench.passwordsSent(), 1);
  });

  it('stops when the extension does', async () => {
    bench.clock.advance(DAY_MS + 1);
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: 'hang' });
    const asking = header();
    await until(() => bench.cloud.requests.length === 1);
    bench.sessions.dispose();
    await assert.rejects(asking, /The extension stops/);
  });
});
