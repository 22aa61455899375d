import assert from 'node:assert/strict';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { apiError, testTransport, turnOverPauses } from '../../../support/api';
import { IamClient } from '../../../../src/api/iam/client';
import { inEnglish } from '../../../../src/base/message';
import { json, startRawServer } from '../../../support/rawServer';

describe('the IAM client', () => {
  let cloud: Cloud;
  let now: number;

  const open = async () => {
    now = Date.now();
    cloud = await startCloud({ now: () => now });
    const { domain, user, password, region } = cloud.account;
    const bench = testTransport();
    const iam = new IamClient({ transport: bench.transport, origin: cloud.origin });
    return { ...bench, iam, who: { domain, user, password, scope: { projectName: region } } };
  };

  afterEach(() => cloud.close());

  it('gets a token for a project by its name, without the catalog', async () => {
    const { iam, who } = await open();
    const issued = await iam.issueToken(who);
    assert.deepEqual(
      [issued.projectId, issued.projectName, issued.userName, issued.domainName],
      [cloud.account.projectId, cloud.account.region, who.user, who.domain],
    );
    assert.equal(issued.expiresAt, now + cloud.options.tokenLifetimeMs);
    assert.equal(cloud.requests[0]?.query['nocatalog'], 'true');
    assert.deepEqual(await iam.checkToken(issued.token), issued);
  });

  it('gets a token for a project by its id', async () => {
    const { iam, who } = await open();
    const issued = await iam.issueToken({ ...who, scope: { projectId: cloud.account.projectId } });
    assert.equal(issued.projectName, cloud.account.region);
  });

  it('never sends a wrong password twice', async () => {
    const { iam, who } = await open();
    const error = await apiError(iam.issueToken({ ...who, password: 'wrong-Password-1' }));
    assert.deepEqual([error.kind, error.info.status], ['auth', 401]);
    assert.match(error.message, /wrong/);
    assert.equal(cloud.requests.length, 1);
  });

  it('says that a user is locked', async () => {
    const { iam, who } = await open();
    for (let tries = 0; tries < 5; tries++) {
      await apiError(iam.issueToken({ ...who, password: 'wrong' }));
    }
    const { kind, info } = await apiError(iam.issueToken(who));
    assert.deepEqual([kind, info.code], ['auth', 'IAM.0061']);
    assert.match(inEnglish(info.advice ?? ''), /locked/);
  });

  it('waits when IAM throttles', async () => {
    const { iam, who, clock } = await open();
    cloud.faults.next({ path: 'tokens', fault: { throttle: 7 } });
    const work = iam.issueToken(who);
    assert.deepEqual(await turnOverPauses(clock, work), [7000]);
    assert.equal((await work).projectId, cloud.account.projectId);
  });

  it('reports an expired and an unknown token as invalid', async () => {
    const { iam } = await open();
    const ended = cloud.issueToken({ lifetimeMs: 0 });
    for (const token of [ended, 'MIIinvented']) {
      assert.equal((await apiError(iam.checkToken(token))).kind, 'auth');
    }
  });

  it('refuses a token with account scope', async () => {
    const { iam } = await open();
    const error = await apiError(iam.checkToken(cloud.issueToken({ scope: 'domain' })));
    assert.equal(error.kind, 'auth');
    assert.match(inEnglish(error.info.advice ?? ''), /project scope/);
  });

  it('sends nothing that cannot be a token', async () => {
    const { iam, who } = await open();
    for (const token of ['', 'two words', 'line\nbreak', '令牌', 'x'.repeat(40_000)]) {
      assert.equal((await apiError(iam.checkToken(token))).kind, 'config');
      assert.equal((await apiError(iam.listProjects(token))).kind, 'config');
    }
    assert.equal((await apiError(iam.issueToken({ ...who, scope: { projectId: 'short' } }))).kind, 'config');
    assert.equal(cloud.requests.length, 0);
  });

  it('lists the enabled projects of regions, with the region of each', async () => {
    const { iam } = await open();
    const projects = await iam.listProjects(cloud.issueToken());
    assert.ok(projects.length >= 2);
    assert.ok(projects.some((project) => project.id === cloud.account.projectId));
    assert.ok(
      projects.some((project) => project.name === `${project.region}_${project.name.slice(project.region.length + 1)}`),
    );
    assert.ok(projects.every((project) => project.enabled && project.region === cloud.account.region));
    assert.ok(!projects.some((project) => project.name === 'MOS'));
  });

  it('writes no password and no token into the log', async () => {
    const { iam, who, log } = await open();
    const { token } = await iam.issueToken(who);
    await iam.checkToken(token);
    await iam.listProjects(token);
    assert.equal(log.lines.length, 3);
    assert.match(log.lines[0] ?? '', /^debug POST \/v3\/auth\/tokens 201 - \d+ ms -$/);
    assert.ok(!log.lines.join().includes(token) && !log.lines.join().includes(who.password));
  });
});

describe('the IAM client with invalid responses', () => {
  const asking = async <T>(
    body: unknown,
    headers: Record<string, string>,
    status: number,
    ask: (iam: IamClient) => Promise<T>,
  ): Promise<T> => {
    const server = await startRawServer((response) => {
      json(response, body, status, headers);
    });
    try {
      return await ask(new IamClient({ transport: testTransport().transport, origin: server.origin }));
    } finally {
      await server.close();
    }
  };
  const who = { domain: 'd', user: 'u', password: 'p', scope: { projectName: 'cn-north-4' } };
  const good = { token: { expires_at: '2026-01-04T09:05:22.701000Z', project: { id: 'p1', name: 'cn-north-4' } } };

  it('reports a response without the header, or without a readable end, as invalid', async () => {
    const issue = (iam: IamClient) => iam.issueToken(who);
    const header = { 'X-Subject-Token': 'MII' };
    assert.match((await apiError(asking(good, {}, 201, issue))).message, /X-Subject-Token is missing/);
    const endless = { token: { ...good.token, expires_at: 'never' } };
    assert.match((await apiError(asking(endless, header, 201, issue))).message, /token\.expires_at/);
    assert.match((await apiError(asking({ Token: {} }, header, 201, issue))).message, /token/);
    const issued = await asking(good, header, 201, issue);
    assert.deepEqual(issued, {
      token: 'MII',
      expiresAt: Date.UTC(2026, 0, 4, 9, 5, 22, 701),
      projectId: 'p1',
      projectName: 'cn-north-4',
    });
  });

  it('lists the projects of each region that the settings accept, also of one without a number, and no others', async () => {
    const names = ['cn-north-4', 'eu-de', 'eu-de_lab', 'my-kualalumpur-1', 'MOS', 'nowhere'];
    const body = { projects: names.map((name, n) => ({ id: `p${n}`, name, enabled: true })) };
    const listed = await asking(body, {}, 200, (iam) => iam.listProjects('MII'));
    assert.deepEqual(
      listed.map(({ region, name }) => [region, name]),
      [
        ['cn-north-4', 'cn-north-4'],
        ['eu-de', 'eu-de'],
        ['eu-de', 'eu-de_lab'],
        ['my-kualalumpur-1', 'my-kualalumpur-1'],
      ],
    );
  });

  it('reports 400 with IAM.0009 as an invalid token', async () => {
    const body = { error_code: 'IAM.0009', error_msg: 'bad X-Subject-Token' };
    const error = await apiError(asking(body, {}, 400, (iam) => iam.checkToken('MII')));
    assert.deepEqual([error.kind, error.info.code], ['auth', 'IAM.0009']);
  });

  it('passes other failures of the check on', async () => {
    const body = { error: { code: 'IAM.0002', message: 'no' } };
    const error = await apiError(asking(body, {}, 403, (iam) => iam.checkToken('MII')));
    assert.deepEqual([error.kind, error.info.code, error.message], ['forbidden', 'IAM.0002', 'no']);
  });

  it('treats a project as enabled when the response does not say it', async () => {
    const body = { projects: [{ id: 'p1', name: 'ap-southeast-3_team' }, { name: 'no id' }] };
    const projects = await asking(body, {}, 200, (iam) => iam.listProjects('MII'));
    assert.deepEqual(projects, [{ id: 'p1', name: 'ap-southeast-3_team', region: 'ap-southeast-3', enabled: true }]);
  });
});
