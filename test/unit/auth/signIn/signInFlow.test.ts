import assert from 'node:assert/strict';
import { apiError } from '../../../support/api';
import { type Bench, openBench, openWindowOver } from '../../../support/signIn';
import { TestClock } from '../../../support/testClock';

const KEY = 'cloudPhone.credential.Simulated cloud';
const DAY_MS = 24 * 3_600_000;

describe('signing in', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('as an IAM user gives a token of the project, and says who it is', async () => {
    const { sessions, attempt, clock, cloud } = bench;
    const project = bench.project();
    assert.equal(await sessions.state(project), 'signedOut');
    const proof = await sessions.prove(project, attempt);
    assert.equal(proof.label, 'dev1 (acct1)');
    assert.equal(proof.projectId, cloud.account.projectId);
    assert.ok(Math.abs((proof.expiresAt ?? 0) - clock.now() - DAY_MS) < 1000);
    await sessions.keep(project, proof, { password: true });
    assert.equal(await sessions.state(project), 'signedIn');
    assert.equal(await sessions.label('Simulated cloud'), 'dev1 (acct1)');
    const { servers } = await bench.clients(project).cph.listServers({ offset: 0, limit: 1 });
    assert.equal(servers.length, 1);
  });

  it('stores nothing before the person has chosen what to keep', async () => {
    await bench.sessions.prove(bench.project(), bench.attempt);
    assert.ok([...bench.sessions.liveSecrets()].includes(bench.attempt.password));
    assert.equal(bench.secrets.stored.size, 0);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
  });

  it('with a wrong password says so, and stores nothing', async () => {
    const error = await apiError(bench.sessions.prove(bench.project(), { ...bench.attempt, password: 'Wrong-1' }));
    assert.equal(error.kind, 'auth');
    assert.equal(bench.passwordsSent(), 1);
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('stores one secret for the account, with the password only when it is to be kept', async () => {
    await bench.signIn();
    assert.deepEqual([...bench.secrets.stored.keys()], [KEY]);
    assert.ok(bench.secrets.text.includes(bench.attempt.password));
    await bench.signIn(bench.project(), { password: false });
    assert.deepEqual([...bench.secrets.stored.keys()], [KEY]);
    assert.ok(!bench.secrets.text.includes(bench.attempt.password));
    assert.ok(![...bench.sessions.liveSecrets()].includes(bench.attempt.password));
  });

  it('only until the token expires asks for a new sign-in at its end, and sends nothing', async () => {
    await bench.signIn(bench.project(), { password: false });
    bench.clock.advance(DAY_MS - 60_000);
    const { cph } = bench.clients(bench.project());
    await cph.listServers({ offset: 0, limit: 1 });
    bench.clock.advance(60_000);
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
    bench.cloud.clearRequests();
    const error = await apiError(cph.listServers({ offset: 0, limit: 1 }));
    assert.equal(error.kind, 'auth');
    assert.match(error.message, /^Sign in to Simulated cloud again/);
    assert.equal(error.info.didNotRun, true);
    assert.equal(bench.cloud.requests.length, 0);
  });

  it('with a token reads its end and its project from the cloud', async () => {
    const token = bench.cloud.issueToken({ lifetimeMs: 3_600_000 });
    const proof = await bench.sessions.prove(bench.project(), { kind: 'token', token: `  ${token}\n` });
    assert.equal(proof.label, 'dev1 (acct1)');
    assert.ok(Math.abs((proof.expiresAt ?? 0) - bench.clock.now() - 3_600_000) < 1000);
    await bench.sessions.keep(bench.project(), proof, { password: false });
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    await bench.clients(bench.project()).koophone.listInstances({ pageNo: 1, pageSize: 1 });
    assert.equal(bench.passwordsSent(), 0);
  });

  it('with a token of another project is refused with a sentence that says so', async () => {
    const lab = bench.cloud.directory[0]?.projects[1];
    assert.ok(lab);
    const token = bench.cloud.issueToken({ projectId: lab.projectId });
    const error = await apiError(bench.sessions.prove(bench.project(), { kind: 'token', token }));
    assert.equal(error.kind, 'auth');
    assert.match(error.message, /of another project than Simulated cloud: cn-north-4_lab$/);
  });

  it('with a token of another region is refused where the project has no id yet', async () => {
    const mos = bench.cloud.directory[0]?.projects[2];
    assert.ok(mos);
    const token = bench.cloud.issueToken({ projectId: mos.projectId });
    const noId = bench.project({ projectId: undefined });
    const error = await apiError(bench.sessions.prove(noId, { kind: 'token', token }));
    assert.match(error.message, /outside the region cn-north-4: MOS$/);
  });

  it('with a token of a whole account is refused with a sentence that says so', async () => {
    const token = bench.cloud.issueToken({ scope: 'domain' });
    const error = await apiError(bench.sessions.prove(bench.project(), { kind: 'token', token }));
    assert.equal(error.kind, 'auth');
    assert.match(error.message, /not of a project|whole account/);
  });

  it('with an expired token is refused', async () => {
    const token = bench.cloud.issueToken({ lifetimeMs: -1 });
    const error = await apiError(bench.sessions.prove(bench.project(), { kind: 'token', token }));
    assert.equal(error.kind, 'auth');
  });

  it('says when the token seems expired only by the clock of this computer', async () => {
    const clock = new TestClock(bench.clock.now() + 2 * DAY_MS);
    const { sessions } = openWindowOver(bench.secrets, clock);
    const error = await apiError(sessions.prove(bench.project(), bench.attempt));
    assert.match(error.message, /this computer’s clock/);
    sessions.dispose();
  });

  it('with a text that cannot be a token sends nothing', async () => {
    for (const token of ['', 'two words', 'line\nbreak', '密码']) {
      const error = await apiError(bench.sessions.prove(bench.project(), { kind: 'token', token }));
      assert.equal(error.kind, 'config');
    }
    assert.equal(bench.cloud.requests.length, 0);
  });

  it('gives the id of a project that has none in the settings, by the region', async () => {
    const noId = bench.project({ projectId: undefined });
    await bench.signIn(noId);
    assert.equal(await bench.sessions.projectId(noId), bench.cloud.account.projectId);
    assert.equal(await bench.sessions.state(noId), 'signedIn');
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('with a token of a sub-project serves the project that had no id, before and after it is filled in', async () => {
    const lab = bench.cloud.directory[0]?.projects[1];
    assert.ok(lab);
    const noId = bench.project({ projectId: undefined });
    const token = bench.cloud.issueToken({ projectId: lab.projectId });
    await bench.signIn(noId, { password: false }, { kind: 'token', token });
    assert.equal(await bench.sessions.projectId(noId), lab.projectId);
    assert.equal(await bench.sessions.state(bench.project({ projectId: lab.projectId })), 'signedIn');
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
  });

  it('cannot be kept twice, nor after a newer one', async () => {
    const project = bench.project();
    const first = await bench.sessions.prove(project, bench.attempt);
    const second = await bench.sessions.prove(project, bench.attempt);
    assert.equal((await apiError(bench.sessions.keep(project, first, { password: true }))).kind, 'auth');
    await bench.sessions.keep(project, second, { password: true });
    assert.equal((await apiError(bench.sessions.keep(project, second, { password: true }))).kind, 'auth');
  });

  it('can be cancelled, and then rejects with the reason', async () => {
    bench.cloud.faults.next({ path: '/v3/auth/tokens', fault: 'hang' });
    const stop = new AbortController();
    const proving = bench.sessions.prove(bench.project(), bench.attempt, stop.signal);
    stop.abort(new Error('given up'));
    await assert.rejects(proving, /given up/);
    assert.deepEqual([...bench.sessions.liveSecrets()], []);
  });

  it('writes no part of a secret to the log', async () => {
    await bench.signIn();
    const { cph } = bench.clients(bench.project());
    await cph.listServers({ offset: 0, limit: 1 });
    bench.cloud.revokeTokens();
    await cph.listServers({ offset: 0, limit: 1 });
    const written = bench.log.lines.join('\n');
    const live = [...bench.sessions.liveSecrets()];
    assert.equal(live.length, 2);
    assert.ok(live.every((secret) => !written.includes(secret)));
  });
});

describe('signing out', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.signIn();
  });
  afterEach(() => bench.close());

  it('deletes what is stored, and no request goes out any more', async () => {
    const { cph } = bench.clients(bench.project());
    await bench.sessions.signOut('Simulated cloud');
    assert.equal(bench.secrets.stored.size, 0);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
    assert.deepEqual([...bench.sessions.liveSecrets()], []);
    bench.cloud.clearRequests();
    const error = await apiError(cph.listServers({ offset: 0, limit: 1 }));
    assert.match(error.message, /^Sign in to Simulated cloud first/);
    assert.equal(bench.cloud.requests.length, 0);
  });

  it('during a renewal is not undone by the token that comes', async () => {
    bench.clock.advance(DAY_MS);
    const asking = bench.sessions.authorizer(bench.project()).authorize({
      method: 'GET',
      url: new URL(bench.cloud.origin),
      headers: {},
    });
    const [error] = await Promise.all([apiError(asking), bench.sessions.signOut('Simulated cloud')]);
    assert.equal(error.kind, 'auth');
    assert.equal(bench.secrets.stored.size, 0);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
  });

  it('is done, and the other listeners are told, when one listener fails; the log says so', async () => {
    const accounts: string[] = [];
    bench.sessions.onDidChange(() => {
      throw new Error('a fault of its own');
    });
    bench.sessions.onDidChange(({ account }) => accounts.push(account));
    await bench.signIn();
    assert.deepEqual(accounts, ['Simulated cloud']);
    assert.match(
      bench.log.lines.join('\n'),
      /A listener failed on a change of account Simulated cloud: Error: a fault/,
    );
  });

  it('tells the listeners which account it was', async () => {
    const accounts: string[] = [];
    const listening = bench.sessions.onDidChange(({ account }) => accounts.push(account));
    await bench.sessions.signOut('Simulated cloud');
    listening.dispose();
    assert.deepEqual(accounts, ['Simulated cloud']);
  });
});
