import assert from 'node:assert/strict';
import { type Sessions } from '../../../../src/auth/sessions';
import { SecretStoreError } from '../../../../src/auth/store/vault';
import { apiError } from '../../../support/api';
import { type Bench, openBench } from '../../../support/signIn';
import { until } from '../../../support/until';

const ACCOUNT = 'Simulated cloud';
const FIRST = { offset: 0, limit: 1 };

describe('a secret store that does not respond', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.signIn();
    // The window hears of its own write and reads once more.
    await until(() => bench.secrets.reads === 3);
    await until(() => !bench.secrets.isBusy);
  });
  afterEach(() => bench.close());

  /** Waits until the store is called, then moves the clock past the deadline. */
  const giveUp = async <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => undefined);
    await until(() => bench.secrets.hanging > 0, 'the store to be asked');
    bench.clock.advance(10_000);
    return work;
  };
  const silent = (error: unknown): boolean => error instanceof SecretStoreError && error.fault === 'silent';

  it('shows as a state of the project after ten seconds', async () => {
    bench.secrets.hangsOn = new Set(['get']);
    const { sessions, log } = bench.openWindow();
    assert.equal(await giveUp(sessions.state(bench.project())), 'storeSilent');
    assert.ok(log.lines.some((line) => line.startsWith('warn The secret storage did not answer within 10 s')));
  });

  it('is not asked again by itself, whatever needs a credential', async () => {
    bench.secrets.hangsOn = new Set(['get']);
    const window = bench.openWindow();
    const { sessions } = window;
    await giveUp(sessions.state(bench.project()));
    const { reads } = bench.secrets;
    assert.equal(await sessions.state(bench.project()), 'storeSilent');
    assert.equal(await sessions.state(bench.project({ name: 'Another' })), 'storeSilent');
    const error = await apiError(window.clients(bench.project()).cph.listServers(FIRST));
    assert.match(error.message, /secret storage .* does not respond/);
    assert.equal(bench.secrets.reads, reads);
  });

  it('is used when it answers late, without being asked again', async () => {
    bench.secrets.hangsOn = new Set(['get']);
    const { sessions } = bench.openWindow();
    const accounts: string[] = [];
    sessions.onDidChange(({ account }) => accounts.push(account));
    await giveUp(sessions.state(bench.project()));
    const { reads } = bench.secrets;
    bench.secrets.letGo();
    await until(() => accounts.includes(ACCOUNT));
    assert.equal(await sessions.state(bench.project()), 'signedIn');
    assert.equal(bench.secrets.reads, reads);
  });

  it('is asked again when a person asks for it', async () => {
    bench.secrets.hangsOn = new Set(['get']);
    const { sessions } = bench.openWindow();
    await giveUp(sessions.state(bench.project()));
    bench.secrets.hangsOn = new Set();
    sessions.lookAgain();
    assert.equal(await sessions.state(bench.project()), 'signedIn');
  });

  it('delays a question by at most one second', async () => {
    bench.secrets.hangsOn = new Set(['get']);
    const { sessions } = bench.openWindow();
    const asked = sessions.signedInAccounts([ACCOUNT, 'Another']);
    await until(() => bench.secrets.hanging === 2);
    bench.clock.advance(1000);
    assert.deepEqual(await asked, []);
  });

  it('leaves the sign-in in memory when a person agrees, and is not used then', async () => {
    bench.secrets.hangsOn = new Set(['get', 'store', 'delete']);
    const window = bench.openWindow();
    const { sessions } = window;
    const project = bench.project();
    const proof = await sessions.prove(project, bench.attempt);
    await assert.rejects(giveUp(sessions.keep(project, proof, { password: true })), silent);
    await sessions.keep(project, proof, { password: true, inMemory: true });
    assert.equal(await sessions.state(project), 'signedIn');
    const { hanging } = bench.secrets;
    bench.clock.advance(24 * 3_600_000);
    await window.clients(project).cph.listServers(FIRST);
    assert.equal(bench.secrets.hanging, hanging);
  });

  const proveAndHang = async (sessions: Sessions) => {
    const project = bench.project();
    const proof = await sessions.prove(project, bench.attempt);
    await sessions.state(project);
    bench.secrets.hangsOn = new Set(['store']);
    await assert.rejects(giveUp(sessions.keep(project, proof, { password: true })), silent);
    return { project, proof };
  };

  it('and stores late an outdated credential gets the present one', async () => {
    await bench.sessions.signOut(ACCOUNT);
    const { sessions } = bench.openWindow();
    const { project } = await proveAndHang(sessions);
    bench.secrets.letGo();
    await until(() => bench.secrets.stored.size === 1);
    await until(() => bench.secrets.stored.size === 0);
    assert.equal(await sessions.state(project), 'signedOut');
  });

  it('and stores late what was signed out of meanwhile does not bring it back', async () => {
    await bench.sessions.signOut(ACCOUNT);
    const { sessions } = bench.openWindow();
    const { project, proof } = await proveAndHang(sessions);
    await sessions.keep(project, proof, { password: true, inMemory: true });
    bench.clock.advance(60_000);
    await sessions.signOut(ACCOUNT);
    bench.secrets.letGo();
    await until(() => bench.secrets.stored.size === 1);
    await until(() => bench.secrets.stored.size === 0);
    assert.equal(await sessions.state(project), 'signedOut');
    assert.deepEqual([...sessions.liveSecrets()], []);
  });
});

describe('a secret store that forgets', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    bench.secrets.forgets = true;
  });
  afterEach(() => bench.close());

  it('is noticed when a person signs in', async () => {
    const proof = await bench.sessions.prove(bench.project(), bench.attempt);
    await assert.rejects(
      bench.sessions.keep(bench.project(), proof, { password: true }),
      (error) => error instanceof SecretStoreError && error.fault === 'forgets',
    );
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
    await bench.sessions.keep(bench.project(), proof, { password: true, inMemory: true });
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('later counts as signed out', async () => {
    bench.secrets.forgets = false;
    await bench.signIn();
    bench.secrets.stored.clear();
    bench.clock.advance(24 * 3_600_000);
    const { cph } = bench.clients(bench.project());
    assert.equal((await apiError(cph.listServers(FIRST))).kind, 'auth');
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
  });
});

describe('a sign-in in memory', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    const proof = await bench.sessions.prove(bench.project(), bench.attempt);
    await bench.sessions.keep(bench.project(), proof, { password: true, inMemory: true });
  });
  afterEach(() => bench.close());

  it('touches no store, and no other window sees it', async () => {
    assert.equal(bench.secrets.stored.size, 0);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    assert.equal(await bench.openWindow().sessions.state(bench.project()), 'signedOut');
  });

  it('is renewed, in memory', async () => {
    bench.clock.advance(24 * 3_600_000);
    await bench.clients(bench.project()).cph.listServers(FIRST);
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('ends with a sign-out, even when the store cannot delete', async () => {
    bench.secrets.failure = { on: 'delete', error: new Error('locked') };
    await assert.rejects(bench.sessions.signOut(ACCOUNT), SecretStoreError);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
    assert.deepEqual([...bench.sessions.liveSecrets()], []);
  });

  it('gives way to one that another window stores', async () => {
    const other = bench.openWindow();
    const attempt = { kind: 'token', token: bench.cloud.issueToken() } as const;
    await other.sessions.keep(bench.project(), await other.sessions.prove(bench.project(), attempt), {
      password: false,
    });
    await until(() => [...bench.sessions.liveSecrets()].includes(attempt.token));
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    await other.sessions.signOut(ACCOUNT);
    await until(() => [...bench.sessions.liveSecrets()].length === 0);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
  });

  it('is stored by the next sign-in, once the store works', async () => {
    await bench.signIn();
    assert.equal(bench.secrets.stored.size, 1);
    assert.equal(await bench.openWindow().sessions.state(bench.project()), 'signedIn');
  });
});
