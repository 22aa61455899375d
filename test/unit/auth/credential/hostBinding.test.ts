import assert from 'node:assert/strict';
import { type Credential } from '../../../../src/auth/credential/credential';
import { hostsToAskAbout, isBoundTo, isKnownHost } from '../../../../src/auth/credential/hostBinding';
import { apiError } from '../../../support/api';
import { type RawServer, startRawServer } from '../../../support/rawServer';
import { theProject } from '../../../support/theProject';
import { type Bench, openBench } from '../../../support/signIn';

describe('a credential', () => {
  const provider = (services: readonly string[] = []): Credential => ({
    kind: 'iamUser',
    domain: 'acct1',
    user: 'dev1',
    password: 'secret',
    label: 'dev1 (acct1)',
    hosts: { iam: 'https://iam.myhuaweicloud.com', services: [...services] },
    tokens: {},
  });
  const project = (region: string, endpoints = {}) => theProject({ name: 'A', region, endpoints });

  it('of the provider serves the provider’s hosts in every region', () => {
    const credential = provider(['https://cph.cn-north-4.myhuaweicloud.com', 'https://koophone.myhuaweicloud.com']);
    assert.ok(isBoundTo(credential, project('cn-north-4')));
    assert.ok(isBoundTo(credential, project('cn-south-1')));
  });

  it('of the provider serves no host that replaces the provider’s in the settings', () => {
    assert.ok(!isBoundTo(provider(), project('cn-north-4', { cph: 'https://cph.example.com' })));
    assert.ok(!isBoundTo(provider(), project('cn-north-4', { koophone: 'https://koophone.example.com' })));
    assert.ok(!isBoundTo(provider(), project('cn-north-4', { iam: 'https://iam.example.com' })));
  });

  it('serves the host that it was entered for', () => {
    const own = project('cn-north-4', { cph: 'https://cph.example.com' });
    assert.ok(isBoundTo(provider(['https://cph.example.com']), own));
  });

  it('of another identity service does not serve the provider’s hosts', () => {
    const elsewhere = { ...provider(), hosts: { iam: 'https://iam.example.com', services: [] } };
    assert.ok(!isBoundTo(elsewhere, project('cn-north-4')));
    assert.ok(!isBoundTo(elsewhere, project('cn-north-4', { iam: 'https://iam.example.com' })));
  });

  it('does not depend on the host of a service that the project does not use', () => {
    const own = theProject({
      name: 'A',
      region: 'cn-north-4',
      services: ['cph'],
      endpoints: { koophone: 'https://k.example.com' },
    });
    assert.ok(isBoundTo(provider(), own));
  });
});

describe('hosts that a person is asked about', () => {
  const project = (endpoints = {}) => theProject({ name: 'A', region: 'cn-north-4', endpoints });
  const signedIn = (endpoints: { iam: string; services: string[] }): Credential => ({
    kind: 'token',
    label: 'dev1',
    hosts: endpoints,
    tokens: {},
  });

  it('are not the three services of the provider, in whatever region, nor this computer', () => {
    for (const host of [
      'https://iam.myhuaweicloud.com',
      'https://iam.cn-north-4.myhuaweicloud.com',
      'https://iam.myhuaweicloud.eu',
      'https://iam.eu-west-101.myhuaweicloud.eu',
      'https://cph.cn-north-4.myhuaweicloud.cn',
      'https://koophone.myhuaweicloud.com',
      'https://koophone.cn-southwest-2.myhuaweicloud.com',
      'https://localhost:8443',
      'http://127.0.0.1:8123',
      'http://[::1]:8123',
    ]) {
      assert.ok(isKnownHost(host), host);
    }
    assert.deepEqual(hostsToAskAbout(project(), undefined), []);
  });

  it('are all others, also those that only look like the provider’s', () => {
    for (const host of [
      'https://iam.example.com',
      'https://myhuaweicloud.com.example.com',
      'https://evilmyhuaweicloud.com',
      'https://myhuaweicloud.org',
      'https://iam.myhuaweicloud.com.',
      'https://localhost.example.com',
      'https://128.0.0.1',
      'https://xn--myhuaweicloud-.com',
      'https://myhuaweicloud.com',
      'https://obs.cn-north-4.myhuaweicloud.com',
      'https://my-bucket.obs.cn-north-4.myhuaweicloud.com',
      'https://iam.obs.cn-north-4.myhuaweicloud.com',
      'https://my-site.obs-website.cn-north-4.myhuaweicloud.com',
      'https://iam.my-bucket.cn-north-4.myhuaweicloud.com',
      'https://myiam.cn-north-4.myhuaweicloud.com',
      'https://iam.anything.myhuaweicloud.com',
      'https://ecs.cn-north-4.myhuaweicloud.com',
      'http://iam.myhuaweicloud.com',
    ]) {
      assert.ok(!isKnownHost(host), host);
    }
  });

  it('are a bucket of a customer that stands in the place of a service', () => {
    const bucket = 'https://my-bucket.obs.cn-north-4.myhuaweicloud.com';
    for (const service of ['iam', 'cph', 'koophone']) {
      assert.deepEqual(hostsToAskAbout(project({ [service]: bucket }), undefined), [bucket]);
    }
  });

  it('are named once each, the identity service first', () => {
    const endpoints = {
      iam: 'https://iam.example.com',
      cph: 'https://c.example.com',
      koophone: 'https://c.example.com',
    };
    assert.deepEqual(hostsToAskAbout(project(endpoints), undefined), [endpoints.iam, endpoints.cph]);
  });

  it('are not asked about again while they stay the same', () => {
    const endpoints = { iam: 'https://iam.example.com', cph: 'https://c.example.com' };
    const agreed = signedIn({ iam: endpoints.iam, services: [endpoints.cph] });
    assert.deepEqual(hostsToAskAbout(project(endpoints), agreed), []);
    assert.deepEqual(hostsToAskAbout(project({ ...endpoints, cph: 'https://d.example.com' }), agreed), [
      'https://d.example.com',
    ]);
    assert.deepEqual(hostsToAskAbout(project({ iam: endpoints.cph }), agreed), [endpoints.cph]);
  });

  it('are not asked about again where a service is at the address of the identity service', () => {
    const one = 'https://one.example.com';
    assert.deepEqual(hostsToAskAbout(project({ iam: one, cph: one }), signedIn({ iam: one, services: [] })), []);
  });
});

describe('changed endpoints', () => {
  let bench: Bench;
  let elsewhere: RawServer;
  beforeEach(async () => {
    bench = await openBench();
    elsewhere = await startRawServer((response) => {
      response.end('{}');
    });
    await bench.signIn();
  });
  afterEach(async () => {
    await bench.close();
    await elsewhere.close();
  });

  for (const service of ['cph', 'koophone', 'iam'] as const) {
    it(`of ${service} ask for a new sign-in before anything is sent`, async () => {
      const { origin } = bench.cloud;
      const endpoints = { cph: origin, koophone: origin, iam: origin, [service]: elsewhere.origin };
      const moved = bench.project({ endpoints });
      assert.equal(await bench.sessions.state(moved), 'signInAgain');
      bench.clock.advance(24 * 3_600_000);
      bench.cloud.clearRequests();
      const { cph, koophone } = bench.clients(moved);
      const errors = [
        await apiError(cph.listServers({ offset: 0, limit: 1 })),
        await apiError(koophone.listInstances({ pageNo: 1, pageSize: 1 })),
      ];
      assert.ok(errors.every((error) => error.kind === 'auth' && error.message.includes('for other addresses')));
      assert.equal(elsewhere.seen.length, 0);
      assert.equal(bench.cloud.requests.length, 0);
      assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
      assert.deepEqual(await bench.sessions.signedInAccounts(['Simulated cloud'], moved), []);
    });
  }

  it('entered for by the same person are added to the old ones', async () => {
    const { origin } = bench.cloud;
    const moved = bench.project({
      name: 'Moved',
      account: 'Simulated cloud',
      endpoints: { cph: elsewhere.origin, koophone: origin, iam: origin },
    });
    await bench.signIn(moved);
    assert.equal(await bench.sessions.state(moved), 'signedIn');
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
  });

  it('of the identity service replace the credential, because another cloud has other people', async () => {
    const other = await openBench();
    const { origin } = other.cloud;
    const moved = bench.project({ endpoints: { cph: origin, koophone: origin, iam: origin } });
    await bench.signIn(moved);
    assert.equal(await bench.sessions.state(moved), 'signedIn');
    assert.equal(await bench.sessions.state(bench.project()), 'signInAgain');
    await other.close();
  });

  it('outside the provider’s are asked about until a person has signed in for them', async () => {
    const { origin } = bench.cloud;
    const endpoints = { cph: 'https://cph.example.com', koophone: origin, iam: origin };
    assert.deepEqual(await bench.sessions.hostsToAskAbout(bench.project()), []);
    assert.deepEqual(await bench.sessions.hostsToAskAbout(bench.project({ endpoints })), [endpoints.cph]);
    await bench.signIn(bench.project({ endpoints }));
    assert.deepEqual(await bench.sessions.hostsToAskAbout(bench.project({ endpoints })), []);
    bench.secrets.failure = { on: 'get', error: new Error('locked') };
    const { sessions } = bench.openWindow();
    assert.deepEqual(await sessions.hostsToAskAbout(bench.project({ endpoints })), [endpoints.cph]);
  });

  it('do not widen the binding: a token is refused to any other origin', async () => {
    const url = new URL(`${elsewhere.origin}/v1/instances`);
    const authorizer = bench.sessions.authorizer(bench.project());
    const error = await apiError(authorizer.authorize({ method: 'GET', url, headers: {} }));
    assert.equal(error.kind, 'config');
  });
});
