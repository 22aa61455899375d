import assert from 'node:assert/strict';

import { textAt, valueAt } from '../../cloud/wire/checks';
import { Client, column } from './client';

function passwordBody(client: Client, change: { password?: string; scope?: object } = {}): object {
  const { domain, user, password } = client.cloud.account;
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password: change.password ?? password, domain: { name: domain } } },
  };
  return { auth: { identity, scope: change.scope ?? { project: { name: 'cn-north-4' } } } };
}

describe('the simulated IAM', () => {
  let client: Client;
  beforeEach(async () => {
    client = await Client.start();
  });
  afterEach(() => client.close());

  it('gives a project token for a password, with an end in microseconds and the project id', async () => {
    const reply = await client.post('/v3/auth/tokens?nocatalog=true', passwordBody(client));
    assert.equal(reply.status, 201);
    assert.match(reply.headers.get('x-subject-token') ?? '', /^MII.{1000}/);
    assert.equal(textAt(reply.body, 'token', 'expires_at'), '2026-01-06T08:00:00.000000Z');
    assert.equal(textAt(reply.body, 'token', 'project', 'id'), client.cloud.account.projectId);
    assert.equal(valueAt(reply.body, 'token', 'catalog'), undefined);
  });

  it('sends the catalog to whoever does not ask it away', async () => {
    const reply = await client.post('/v3/auth/tokens', passwordBody(client));
    assert.ok(column(reply.body, ['token', 'catalog'], 'id').length > 10);
  });

  it('gives an account token for a domain scope, which CPH and KooPhone do not take', async () => {
    const scope = { domain: { name: client.cloud.account.domain } };
    const reply = await client.post('/v3/auth/tokens?nocatalog=true', passwordBody(client, { scope }));
    assert.equal(textAt(reply.body, 'token', 'domain', 'id'), client.cloud.account.domainId);
    client.headers['x-auth-token'] = reply.headers.get('x-subject-token') ?? '';
    assert.equal((await client.get(`${client.cph}/servers`)).code, 'CPS.0001');
    const koophone = await client.get('/v1/instances/batch-query?x-request-id=1&page_no=1&page_size=10');
    assert.deepEqual([koophone.status, koophone.code], [403, 'APIGW.0302']);
  });

  it('locks a user after five wrong passwords, for a while', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const wrong = await client.post('/v3/auth/tokens', passwordBody(client, { password: 'no' }));
      assert.equal(wrong.status, 401);
      assert.equal(textAt(wrong.body, 'error', 'title'), 'Unauthorized');
    }
    const locked = await client.post('/v3/auth/tokens', passwordBody(client));
    assert.deepEqual([locked.status, locked.code], [401, 'IAM.0061']);
    client.wait(client.cloud.options.lockMs);
    assert.equal((await client.post('/v3/auth/tokens', passwordBody(client))).status, 201);
  });

  it('refuses an unknown project with 404, a disabled one with 403 and a bad body with 400', async () => {
    const statusFor = async (project: object) =>
      (await client.post('/v3/auth/tokens', passwordBody(client, { scope: { project } }))).status;
    assert.equal(await statusFor({ name: 'mars-1' }), 404);
    assert.equal(await statusFor({ name: 'cn-east-3' }), 403);
    assert.equal(await statusFor({}), 400);
    assert.equal((await client.post('/v3/auth/tokens', '{')).status, 400);
  });

  describe('with a user who has an MFA device', () => {
    const withTotp = (change: { id?: string; passcode?: string } = {}) => {
      const { domain, user, password, userId, passcode } = client.cloud.account;
      const identity = {
        methods: ['password', 'totp'],
        password: { user: { name: user, password, domain: { name: domain } } },
        totp: { user: { id: userId, passcode, ...change } },
      };
      return client.post('/v3/auth/tokens', { auth: { identity, scope: { project: { name: 'cn-north-4' } } } });
    };
    beforeEach(async () => {
      await client.close();
      const account = { domain: 'acct1', user: 'dev1', password: 'Simulated-1', passcode: '123456' };
      client = await Client.start({ accounts: [account] });
    });

    it('gives a token for the password and the passcode', async () => {
      assert.equal((await withTotp()).status, 201);
    });

    it('gives none for the password alone, a wrong passcode, or the name in place of the id', async () => {
      assert.equal((await client.post('/v3/auth/tokens', passwordBody(client))).status, 401);
      assert.equal((await withTotp({ passcode: '654321' })).status, 401);
      assert.equal((await withTotp({ id: client.cloud.account.user })).status, 401);
    });
  });

  it('gives no token for a passcode of a user without an MFA device', async () => {
    const { domain, user, password, userId } = client.cloud.account;
    const identity = {
      methods: ['password', 'totp'],
      password: { user: { name: user, password, domain: { name: domain } } },
      totp: { user: { id: userId, passcode: '123456' } },
    };
    assert.equal((await client.post('/v3/auth/tokens', { auth: { identity } })).status, 401);
  });

  it('finds projects by name', async () => {
    const reply = await client.get('/v3/projects?name=cn-north-4_lab');
    assert.deepEqual(column(reply.body, ['projects'], 'name'), ['cn-north-4_lab']);
    assert.deepEqual(column((await client.get('/v3/projects?enabled=false')).body, ['projects'], 'name'), [
      'cn-east-3',
    ]);
    client.headers['x-auth-token'] = '';
    assert.equal((await client.get('/v3/projects')).status, 401);
  });

  it('refuses a user without programmatic access', async () => {
    client.cloud.directory.flatMap((account) => account.users).forEach((user) => (user.programmaticAccess = false));
    const reply = await client.post('/v3/auth/tokens', passwordBody(client));
    assert.deepEqual([reply.status, reply.code], [403, 'IAM.0081']);
  });

  it('says of a good token what it is for, and of any other that it is invalid', async () => {
    const token = client.cloud.issueToken();
    client.headers['x-subject-token'] = token;
    const reply = await client.get('/v3/auth/tokens?nocatalog=true');
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('x-subject-token'), token);
    assert.equal(textAt(reply.body, 'token', 'project', 'name'), 'cn-north-4');
    client.headers['x-subject-token'] = 'MIInonsense';
    assert.equal((await client.get('/v3/auth/tokens')).status, 404);
    client.headers['x-auth-token'] = 'MIInonsense';
    assert.equal((await client.get('/v3/auth/tokens')).status, 401);
  });

  it('lists the projects of the user: the region, a sub-project, MOS and a disabled one', async () => {
    const { body } = await client.get('/v3/auth/projects');
    assert.deepEqual(column(body, ['projects'], 'name'), ['cn-north-4', 'cn-north-4_lab', 'MOS', 'cn-east-3']);
    assert.deepEqual(column(body, ['projects'], 'enabled'), [true, true, true, false]);
  });

  it('keeps two accounts apart', async () => {
    const accounts = ['acct1', 'acct2'].map((domain) => ({ domain, user: 'dev1', password: `${domain}-pass` }));
    const two = await Client.start({ accounts });
    try {
      two.headers['x-auth-token'] = two.cloud.issueToken({ account: 1 });
      assert.equal((await two.get(`${two.cph}/servers`)).code, 'CPS.0046');
      const own = two.cloud.accounts[1]?.projectId ?? '';
      const { body } = await two.get(`/v1/${own}/cloud-phone/servers`);
      const [first] = column(body, ['servers'], 'server_id');
      assert.ok(typeof first === 'string' && two.cloud.fleetOf(own).servers.has(first));
      assert.ok(!two.cloud.fleet.servers.has(first));
    } finally {
      await two.close();
    }
  });
});
