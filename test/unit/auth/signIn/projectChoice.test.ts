import assert from 'node:assert/strict';
import { type SignInAttempt } from '../../../../src/auth/signIn/attempt';
import { type Project } from '../../../../src/model/project';
import { apiError } from '../../../support/api';
import { type Bench, openBench } from '../../../support/signIn';

describe('a project without an id', () => {
  let bench: Bench;
  let noId: Project;
  beforeEach(async () => {
    bench = await openBench();
    noId = bench.project({ projectId: undefined });
  });
  afterEach(() => bench.close());

  const [OWN, LAB] = ['cn-north-4', 'cn-north-4_lab'];
  const projects = () => {
    const [own, lab] = bench.cloud.directory[0]?.projects ?? [];
    assert.ok(own && lab);
    return { own, lab };
  };
  const byKey = (): SignInAttempt => ({ kind: 'accessKey', ...bench.cloud.account.accessKey });
  const ways: readonly (readonly [string, () => SignInAttempt])[] = [
    ['an IAM user', () => bench.attempt],
    ['an access key', byKey],
  ];

  for (const [who, attempt] of ways) {
    it(`is chosen by ${who} among the enabled projects of its region, its own first`, async () => {
      const proof = await bench.sessions.prove(noId, attempt());
      assert.deepEqual(
        proof.choices.map(({ name }) => name),
        [OWN, LAB],
      );
      assert.equal(proof.projectId, projects().own.projectId);
      const [, lab] = proof.choices;
      assert.ok(lab);
      const chosen = await bench.sessions.choose(noId, proof, lab);
      assert.equal(chosen.projectId, projects().lab.projectId);
      assert.equal(bench.secrets.stored.size, 0);
      await bench.sessions.keep(noId, chosen, { password: true });
      assert.equal(await bench.sessions.projectId(noId), projects().lab.projectId);
      for (const project of [noId, bench.project({ projectId: projects().lab.projectId })]) {
        assert.equal(await bench.sessions.state(project), 'signedIn');
      }
      const { cph } = bench.clients(bench.project({ projectId: chosen.projectId }));
      const { servers } = await cph.listServers({ offset: 0, limit: 1 });
      assert.match(servers[0]?.name ?? '', /^lab-/);
    });

    it(`is not asked about when ${who} has the region’s own alone`, async () => {
      projects().lab.enabled = false;
      const proof = await bench.sessions.prove(noId, attempt());
      assert.deepEqual(proof.choices, []);
      assert.equal(proof.projectId, projects().own.projectId);
    });

    it(`is the sub-project when that is the only one that ${who} may use`, async () => {
      projects().own.enabled = false;
      const proof = await bench.sessions.prove(noId, attempt());
      assert.deepEqual([proof.projectId, proof.choices], [projects().lab.projectId, []]);
      await bench.sessions.keep(noId, proof, { password: false });
      assert.equal(await bench.sessions.state(noId), 'signedIn');
    });

    it(`is refused with a sentence when ${who} may use none of its region`, async () => {
      projects().own.enabled = false;
      projects().lab.enabled = false;
      const error = await apiError(bench.sessions.prove(noId, attempt()));
      assert.match(error.message, /no project in the region cn-north-4/);
      assert.equal(bench.secrets.stored.size, 0);
    });
  }

  it('must be chosen before it is kept, where the region’s own is not among several', async () => {
    const { own } = projects();
    own.enabled = false;
    bench.cloud.directory[0]?.projects.push({
      ...projects().lab,
      projectId: 'a'.repeat(32),
      name: 'cn-north-4_test',
    });
    const proof = await bench.sessions.prove(noId, byKey());
    assert.deepEqual([proof.projectId, proof.choices.map(({ name }) => name)], [undefined, [LAB, 'cn-north-4_test']]);
    assert.equal((await apiError(bench.sessions.keep(noId, proof, { password: false }))).kind, 'config');
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('stays the one that was chosen when its token is renewed, and until another is chosen', async () => {
    const keepChoice = async (index: number): Promise<void> => {
      const proof = await bench.sessions.prove(noId, bench.attempt);
      const choice = proof.choices[index];
      assert.ok(choice);
      await bench.sessions.keep(noId, await bench.sessions.choose(noId, proof, choice), { password: true });
    };
    await keepChoice(1);
    bench.clock.advance(24 * 3_600_000);
    const request = { method: 'GET', url: new URL(bench.cloud.origin), headers: {} } as const;
    await bench.sessions.authorizer(noId).authorize(request);
    assert.equal(bench.passwordsSent(), 3);
    assert.equal(await bench.sessions.projectId(noId), projects().lab.projectId);
    await keepChoice(0);
    assert.equal(await bench.sessions.projectId(noId), projects().own.projectId);
    await keepChoice(1);
    assert.equal(await bench.sessions.projectId(noId), projects().lab.projectId);
  });

  it('is the region’s own when the list cannot be read', async () => {
    bench.cloud.faults.next({
      path: '/v3/auth/projects',
      fault: { status: 403, body: { error: { code: 403, message: 'no', title: 'Forbidden' } } },
    });
    const proof = await bench.sessions.prove(noId, bench.attempt);
    assert.deepEqual([proof.projectId, proof.choices], [projects().own.projectId, []]);
  });

  it('is never created: the identity service gets no request that changes anything', async () => {
    await bench.sessions.prove(noId, bench.attempt);
    await bench.sessions.prove(noId, byKey());
    const acting = bench.cloud.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path.split('?')[0]);
    assert.deepEqual(acting, ['/v3/auth/tokens']);
  });

  it('is offered the projects of the signed-in account that it is to share', async () => {
    for (const [, attempt] of ways) {
      await bench.signIn(bench.project(), { password: true }, attempt());
      const shared = bench.project({ name: 'Second', projectId: undefined });
      const offered = await bench.sessions.projectsFor(shared, 'Simulated cloud');
      assert.deepEqual(
        offered.map(({ name }) => name),
        [OWN, LAB],
      );
    }
    assert.equal(bench.passwordsSent(), 1);
  });

  it('is offered only the token’s own project when there is no password', async () => {
    await bench.signIn(bench.project(), { password: false });
    const shared = bench.project({ name: 'Second', projectId: undefined });
    const offered = await bench.sessions.projectsFor(shared, 'Simulated cloud');
    assert.deepEqual(
      offered.map(({ name, id }) => [name, id]),
      [[OWN, projects().own.projectId]],
    );
  });
});

describe('a second factor', () => {
  const passcode = '123456';
  let bench: Bench;
  let attempt: Extract<SignInAttempt, { kind: 'iamUser' }>;
  beforeEach(async () => {
    bench = await openBench({ accounts: [{ domain: 'acct1', user: 'dev1', password: 'Simulated-1', passcode }] });
    attempt = { ...bench.attempt, mfa: { userId: bench.cloud.account.userId, passcode } };
  });
  afterEach(() => bench.close());

  it('is needed by a user who has one', async () => {
    assert.equal((await apiError(bench.sessions.prove(bench.project(), bench.attempt))).kind, 'auth');
    const wrong = { ...attempt, mfa: { userId: bench.cloud.account.userId, passcode: '000000' } };
    assert.match((await apiError(bench.sessions.prove(bench.project(), wrong))).message, /passcode/);
    assert.equal(bench.secrets.stored.size, 0);
  });

  it('leaves the token and its end, and stores no password', async () => {
    await bench.signIn(bench.project(), { password: true }, attempt);
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    await bench.clients(bench.project()).cph.listServers({ offset: 0, limit: 1 });
    assert.ok(!bench.secrets.text.includes(attempt.password));
    assert.ok(!bench.secrets.text.includes(passcode));
    const live = [...bench.sessions.liveSecrets()];
    assert.ok(!live.includes(attempt.password) && !live.includes(passcode));
  });

  it('never leads to a renewal: the end of the token asks for a new sign-in', async () => {
    await bench.signIn(bench.project(), { password: false }, attempt);
    bench.clock.advance(24 * 3_600_000);
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
    await apiError(bench.clients(bench.project()).cph.listServers({ offset: 0, limit: 1 }));
    assert.equal(bench.passwordsSent(), 1);
  });

  it('takes another passcode for a sub-project', async () => {
    const noId = bench.project({ projectId: undefined });
    const proof = await bench.sessions.prove(noId, attempt);
    const [, lab] = proof.choices;
    const user = bench.cloud.directory[0]?.users[0];
    assert.ok(lab && user);
    user.passcode = '222222';
    assert.equal((await apiError(bench.sessions.choose(noId, proof, lab, { passcode: '111111' }))).kind, 'auth');
    const chosen = await bench.sessions.choose(noId, proof, lab, { passcode: '222222' });
    await bench.sessions.keep(noId, chosen, { password: false });
    assert.equal(await bench.sessions.projectId(noId), lab.id);
  });

  it('is not tried twice when the region’s own project is closed, because a passcode can be used once', async () => {
    const own = bench.cloud.directory[0]?.projects[0];
    assert.ok(own);
    own.enabled = false;
    const error = await apiError(bench.sessions.prove(bench.project({ projectId: undefined }), attempt));
    assert.equal(error.kind, 'forbidden');
    assert.equal(bench.passwordsSent(), 1);
  });
});
