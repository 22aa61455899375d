import assert from 'node:assert/strict';
import { apiError } from '../../../support/api';
import { type Bench, openBench } from '../../../support/signIn';
import { until } from '../../../support/until';

const KEY = 'cloudPhone.credential.Simulated cloud';

describe('several windows', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('see each other’s signing in and out', async () => {
    const { sessions } = bench.openWindow();
    const project = bench.project();
    const accounts: string[] = [];
    sessions.onDidChange(({ account }) => accounts.push(account));
    assert.equal(await sessions.state(project), 'signedOut');
    await bench.signIn();
    await until(() => accounts.length === 1);
    assert.equal(await sessions.state(project), 'signedIn');
    await bench.sessions.signOut('Simulated cloud');
    await until(() => accounts.length === 2);
    assert.equal(await sessions.state(project), 'signedOut');
    assert.deepEqual([...sessions.liveSecrets()], []);
  });

  it('are told of a change even before they have asked for the account', async () => {
    const { sessions } = bench.openWindow();
    const accounts: string[] = [];
    sessions.onDidChange(({ account }) => accounts.push(account));
    await bench.signIn();
    await until(() => accounts.length > 0);
    assert.equal(await sessions.state(bench.project()), 'signedIn');
  });

  it('are told when another person signs in, and not when the same person does', async () => {
    const { sessions } = bench.openWindow();
    const project = bench.project();
    const { account } = project;
    await bench.signIn();
    await sessions.state(project);
    const heard: unknown[] = [];
    bench.sessions.onDidChange((change) => heard.push(change));
    sessions.onDidChange((change) => heard.push(change));
    await bench.signIn(project, { password: false });
    await until(() => heard.length === 2);
    assert.deepEqual(heard, [{ account }, { account }]);
    for (const attempt of [
      { kind: 'token', token: bench.cloud.issueToken() },
      { kind: 'accessKey', ...bench.cloud.account.accessKey },
    ] as const) {
      heard.length = 0;
      await bench.signIn(project, { password: false }, attempt);
      await until(() => heard.length === 2);
      assert.deepEqual(heard, [
        { account, isOther: true },
        { account, isOther: true },
      ]);
    }
    const late = bench.openWindow().sessions;
    late.onDidChange((change) => heard.push(change));
    heard.length = 0;
    await late.keep(project, await late.prove(project, bench.attempt), { password: true });
    assert.deepEqual(heard.at(-1), { account, isOther: true }, 'also before it has asked for the account');
    late.dispose();
  });

  it('do not take each other’s tokens away when both sign in at the same account', async () => {
    const lab = bench.cloud.directory[0]?.projects[1];
    assert.ok(lab);
    const other = bench.project({ name: 'Lab', account: 'Simulated cloud', projectId: lab.projectId });
    const { sessions } = bench.openWindow();
    await sessions.state(other);
    await bench.signIn(bench.project(), { password: false });
    let news = 0;
    bench.sessions.onDidChange(() => news++);
    await sessions.keep(other, await sessions.prove(other, bench.attempt), { password: false });
    await until(() => news === 1);
    for (const window of [bench.sessions, sessions, bench.openWindow().sessions]) {
      assert.equal(await window.state(bench.project()), 'signedIn');
      assert.equal(await window.state(other), 'signedIn');
    }
  });

  it('do not fire for their own writes', async () => {
    let news = 0;
    bench.sessions.onDidChange(() => news++);
    await bench.signIn();
    await bench.sessions.state(bench.project());
    await bench.sessions.signOut('Simulated cloud');
    await bench.signIn();
    assert.equal(news, 3);
  });

  it('hear of a token that was refused for good, but not of one that was only renewed', async () => {
    await bench.signIn();
    const { sessions } = bench.openWindow();
    await sessions.state(bench.project());
    let news = 0;
    sessions.onDidChange(() => news++);
    bench.sessions.onDidChange(() => news++);
    const { cph } = bench.clients(bench.project());
    bench.cloud.revokeTokens();
    await cph.listServers({ offset: 0, limit: 1 });
    assert.equal(news, 0);
    bench.cloud.faults.next({ path: '/cloud-phone/', fault: '401', times: 2 });
    await apiError(cph.listServers({ offset: 0, limit: 1 }));
    await until(() => news === 2);
    assert.equal(await sessions.state(bench.project()), 'signInAgain');
  });

  it('ignore secrets that are not credentials', async () => {
    let news = 0;
    bench.sessions.onDidChange(() => news++);
    await bench.secrets.store('another.secret', 'x');
    await bench.signIn();
    assert.equal(news, 1);
  });

  it('keep two accounts apart, also under the same region and project', async () => {
    const two = await openBench({
      accounts: [
        { domain: 'acct1', user: 'dev1', password: 'Simulated-1' },
        { domain: 'acct2', user: 'dev2', password: 'Simulated-2' },
      ],
    });
    const [, second] = two.cloud.accounts;
    assert.ok(second);
    const project = two.project({ name: 'Second', projectId: second.projectId });
    const { domain, user, password } = second;
    await two.signIn();
    await two.signIn(project, { password: true }, { kind: 'iamUser', domain, user, password });
    const accounts = ['Simulated cloud', 'Second', 'Nobody', 'Second'];
    assert.deepEqual(await two.sessions.signedInAccounts(accounts), ['Simulated cloud', 'Second']);
    assert.equal(await two.sessions.label('Second'), 'dev2 (acct2)');
    await two.sessions.signOut('Second');
    assert.equal(await two.sessions.state(two.project()), 'signedIn');
    assert.equal(await two.sessions.state(project), 'signedOut');
    await two.close();
  });

  it('ask the secret store once for each account', async () => {
    await bench.signIn();
    const { sessions } = bench.openWindow();
    const before = bench.secrets.reads;
    await Promise.all([
      sessions.state(bench.project()),
      sessions.state(bench.project()),
      sessions.label('Simulated cloud'),
    ]);
    await sessions.state(bench.project());
    assert.equal(bench.secrets.reads - before, 1);
  });
});

describe('a broken secret store', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('that cannot be read shows as a state, and is read again when it may work', async () => {
    await bench.signIn();
    const { sessions, log } = bench.openWindow();
    bench.secrets.failure = { on: 'get', error: new Error('keyring is locked') };
    assert.equal(await sessions.state(bench.project()), 'signInAgain');
    await assert.rejects(sessions.label('Simulated cloud'), /secret storage .* cannot be read/);
    assert.ok(log.lines.some((line) => line.includes('keyring is locked')));
    bench.secrets.failure = undefined;
    assert.equal(await sessions.state(bench.project()), 'signInAgain');
    bench.clock.advance(60_000);
    assert.equal(await sessions.state(bench.project()), 'signedIn');
  });

  it('that cannot be read lists no account as signed in', async () => {
    await bench.signIn();
    assert.deepEqual(await bench.sessions.signedInAccounts(['Simulated cloud', 'Else']), ['Simulated cloud']);
    const { sessions } = bench.openWindow();
    bench.secrets.failure = { on: 'get', error: new Error('keyring is locked') };
    assert.deepEqual(await sessions.signedInAccounts(['Simulated cloud']), []);
    assert.equal(bench.clock.pending, 0);
  });

  it('that cannot be written is reported to the person who signs in, and nothing changes', async () => {
    bench.secrets.failure = { on: 'store', error: new Error('no keyring') };
    await assert.rejects(bench.signIn(), /secret storage .* cannot be written/);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
    bench.secrets.failure = undefined;
    await bench.signIn();
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('that cannot delete is reported to the person who signs out', async () => {
    await bench.signIn();
    bench.secrets.failure = { on: 'delete', error: new Error('no keyring') };
    await assert.rejects(bench.sessions.signOut('Simulated cloud'), /secret storage .* cannot be written/);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  for (const rubbish of ['', 'null', '{"kind":"iamUser"', '[]', '{"kind":"else"}', '{"kind":"token","tokens":[]}']) {
    it(`that returns ${rubbish === '' ? 'an empty text' : rubbish} counts as signed out, with a warning`, async () => {
      bench.secrets.stored.set(KEY, rubbish);
      assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
      assert.ok(bench.log.lines.some((line) => line.startsWith('warn') && line.endsWith(': Simulated cloud')));
      await bench.signIn();
      assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    });
  }

  it('that returns rubbish is cleared by signing out', async () => {
    bench.secrets.stored.set(KEY, 'rubbish');
    await bench.sessions.signOut('Simulated cloud');
    assert.equal(bench.secrets.stored.size, 0);
  });
});
