import assert from 'node:assert/strict';
import { type Authorizer } from '../../../../src/api/request/authorizer';
import { CphClient } from '../../../../src/api/cph/client';
import { IamClient } from '../../../../src/api/iam/client';
import { KooPhoneClient } from '../../../../src/api/koophone/client';
import { AccessKeySigner } from '../../../../src/auth/prove/accessKeySigner';
import { apiError, LogLines, PROJECT_ID, testClients, TokenInHand } from '../../../support/api';
import { type RawServer, startRawServer } from '../../../support/rawServer';
import { TestClock } from '../../../support/testClock';

const STATUSES = [301, 302, 303, 304, 305, 306, 307, 308];
const PAGE = { offset: 0, limit: 100 };
const WHO = { domain: 'acct1', user: 'dev1', password: 'Marked-password-1' };
const MFA = { userId: 'a'.repeat(32), passcode: '123456' };

interface Clients {
  readonly cph: CphClient;
  readonly koophone: KooPhoneClient;
  readonly iam: IamClient;
  readonly authorizer: Authorizer;
}

/** Every call of the three services. A test below compares the list with the classes. */
const CALLS: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  'cph.listServers': ({ cph }) => cph.listServers(PAGE),
  'cph.listPhones': ({ cph }) => cph.listPhones(PAGE),
  'cph.getPhone': ({ cph }) => cph.getPhone(PROJECT_ID),
  'cph.restartServers': ({ cph }) => cph.restartServers([PROJECT_ID]),
  'cph.restartPhones': ({ cph }) => cph.restartPhones([PROJECT_ID]),
  'cph.stopPhones': ({ cph }) => cph.stopPhones([PROJECT_ID]),
  'cph.resetPhones': ({ cph }) => cph.resetPhones([PROJECT_ID]),
  'cph.renameServer': ({ cph }) => cph.renameServer(PROJECT_ID, 'new'),
  'cph.renamePhone': ({ cph }) => cph.renamePhone(PROJECT_ID, 'new'),
  'cph.listJobs': ({ cph }) => cph.listJobs(['r1'], PAGE),
  'cph.getJob': ({ cph }) => cph.getJob('j1'),
  'cph.serverTags': ({ cph }) => cph.serverTags(PROJECT_ID),
  'koophone.listInstances': ({ koophone }) => koophone.listInstances({ pageNo: 1, pageSize: 10 }),
  'koophone.queryStatus': ({ koophone }) => koophone.queryStatus(['i1']),
  'koophone.rebootInstances': ({ koophone }) => koophone.rebootInstances(['i1']),
  'koophone.unassignInstances': ({ koophone }) => koophone.unassignInstances([{ instanceId: 'i1', userId: 'u1' }]),
  'koophone.resetInstances': ({ koophone }) => koophone.resetInstances(['i1']),
  'koophone.assignInstances': ({ koophone }) => koophone.assignInstances([{ instanceId: 'i1', userId: 'u1' }]),
  'koophone.getTask': ({ koophone }) => koophone.getTask('t1'),
  'iam.issueToken': ({ iam }) => iam.issueToken({ ...WHO, mfa: MFA, scope: { projectId: PROJECT_ID } }),
  'iam.issueAccountToken': ({ iam }) => iam.issueAccountToken(WHO),
  'iam.checkToken': ({ iam }) => iam.checkToken('MIIMarkedToken'),
  'iam.listProjects': ({ iam, authorizer }) => iam.listProjects(authorizer),
  'iam.findProjects': ({ iam, authorizer }) => iam.findProjects(authorizer, 'cn-north-4'),
};

/** The private methods of the classes. */
const PRIVATE = new Set([
  ...['ask', 'askAt', 'logIn', 'projects', 'rows', 'spec'],
  ...['act', 'batch', 'describe', 'rename'],
  ...['accept', 'assign', 'reboot', 'reset', 'startTask', 'unassign'],
]);

/** The methods that only describe a request and send nothing. */
const SHOWS = new Set([
  ...['describeRestart', 'describeRestartPhones', 'describeStopPhones', 'describeResetPhones'],
  ...['describeReboot', 'describeUnassign', 'describeReset', 'describeAssign'],
]);

describe('a redirect to another host', () => {
  let here: RawServer;
  let elsewhere: RawServer;
  let status: number;

  before(async () => {
    elsewhere = await startRawServer((response) => response.end('{}'));
    here = await startRawServer((response) => {
      response.writeHead(status, { location: place }).end();
    });
    const place = `http://localhost:${new URL(elsewhere.origin).port}/taken`;
  });
  after(async () => {
    await here.close();
    await elsewhere.close();
  });

  it('would reach that host if it were followed', async () => {
    status = 307;
    assert.equal((await fetch(here.origin)).status, 200);
    assert.deepEqual(
      elsewhere.seen.map(({ path }) => path),
      ['/taken'],
    );
  });

  it('is tested with every call', () => {
    const all = [
      ['cph', CphClient],
      ['koophone', KooPhoneClient],
      ['iam', IamClient],
    ] as const;
    const isPublic = (name: string): boolean => name !== 'constructor' && !PRIVATE.has(name) && !SHOWS.has(name);
    const names = all.flatMap(([service, { prototype }]) =>
      Object.getOwnPropertyNames(prototype)
        .filter(isPublic)
        .map((name) => `${service}.${name}`),
    );
    assert.deepEqual(names.sort(), Object.keys(CALLS).sort());
  });

  const kinds: Readonly<Record<string, () => Authorizer>> = {
    'a token': () => new TokenInHand('MIIMarkedToken'),
    'an access key': () =>
      new AccessKeySigner({
        key: { accessKeyId: 'AK1', secretAccessKey: 'SK1' },
        account: 'a',
        clock: new TestClock(),
        log: new LogLines(),
        onRefused: () => undefined,
      }),
  };
  for (const [kind, create] of Object.entries(kinds)) {
    for (const code of STATUSES) {
      it(`is not followed by any call with ${kind} after ${code}, and nothing gets there`, async () => {
        status = code;
        const seenElsewhere = elsewhere.seen.length;
        for (const [name, call] of Object.entries(CALLS)) {
          const authorizer = create();
          const before = here.seen.length;
          const error = await apiError(call({ ...testClients(here, authorizer), authorizer }));
          assert.deepEqual([error.kind, error.info.status], ['redirect', code], name);
          assert.equal(here.seen.length - before, 1, name);
        }
        assert.deepEqual(elsewhere.seen.slice(seenElsewhere), []);
      });
    }
  }
});
