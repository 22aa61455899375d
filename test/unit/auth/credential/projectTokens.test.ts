import assert from 'node:assert/strict';
import { type AccessKeyCredential, type Credential } from '../../../../src/auth/credential/credential';
import {
  isLive,
  passwordOf,
  projectIdIn,
  RENEW_BEFORE_MS,
  tokenOf,
  withProject,
  withToken,
} from '../../../../src/auth/credential/projectTokens';
import { mustBeFor, signInAgain } from '../../../../src/auth/credential/signInRequired';
import { ApiError } from '../../../../src/api/errors/errors';
import { message } from '../../../../src/base/message';
import { theProject } from '../../../support/theProject';

const P1 = '1'.repeat(32);
const P2 = '2'.repeat(32);
const P3 = '3'.repeat(32);
const REGION = 'cn-north-4';
const bare = theProject({ name: 'A', region: REGION });
const withId = (projectId: string) => theProject({ name: 'A', region: REGION, projectId });

const hosts = { iam: 'https://iam.myhuaweicloud.com', services: [] };
const entry = { token: 't', expiresAt: 1000, projectName: 'web' };
const user = (tokens: Extract<Credential, { kind: 'iamUser' }>['tokens'], password?: string) => ({
  kind: 'iamUser' as const,
  domain: 'acct1',
  user: 'dev1',
  label: 'dev1 (acct1)',
  hosts,
  tokens,
  ...(password === undefined ? {} : { password }),
});
const key = (projects: AccessKeyCredential['projects']): AccessKeyCredential => ({
  kind: 'accessKey',
  accessKeyId: 'AK1',
  secretAccessKey: 'SK1',
  label: 'AK1',
  hosts,
  projects,
});

describe('the token of a project', () => {
  const ofRegion = { ...entry, projectName: REGION };
  const chosen = { ...entry, askedByRegion: REGION };
  const other = { ...entry, askedByRegion: 'cn-south-1' };

  it('is the one with its id, and no other one', () => {
    const credential = user({ [P1]: entry, [P2]: chosen });
    assert.deepEqual(tokenOf(credential, withId(P1)), { id: P1, entry });
    assert.equal(tokenOf(credential, withId(P3)), undefined);
  });

  it('is, without an id, the one that was chosen for the region, otherwise the one named after it', () => {
    assert.deepEqual(tokenOf(user({ [P1]: ofRegion, [P2]: chosen }), bare), { id: P2, entry: chosen });
    assert.deepEqual(tokenOf(user({ [P1]: other, [P2]: ofRegion }), bare), { id: P2, entry: ofRegion });
    assert.equal(tokenOf(user({ [P1]: entry, [P2]: other }), bare), undefined);
  });

  it('does not exist for an access key, but the id of the project does', () => {
    const credential = key({ [P1]: { projectName: 'web', askedByRegion: REGION } });
    assert.equal(tokenOf(credential, bare), undefined);
    assert.equal(projectIdIn(credential, bare), P1);
    assert.equal(projectIdIn(key({}), bare), undefined);
  });

  it('tells the id of the project where the settings do not', () => {
    assert.equal(projectIdIn(user({ [P1]: chosen }), bare), P1);
    assert.equal(projectIdIn(user({}), bare), undefined);
    assert.equal(projectIdIn(user({ [P1]: chosen }), withId(P3)), P3);
  });

  it('is live until it expires, is refused or is stopped', () => {
    assert.ok(isLive(entry, 999));
    assert.ok(!isLive(entry, 1000));
    assert.ok(!isLive({ ...entry, token: '' }, 999));
    assert.ok(!isLive({ ...entry, stopped: true }, 999));
    assert.ok(isLive({ ...entry, stopped: false }, 999));
  });

  it('is renewed five minutes before it expires', () => {
    assert.equal(RENEW_BEFORE_MS, 300_000);
  });

  it('takes the place of the former one, and notes the region that it was chosen for', () => {
    const issued = { token: 'new', expiresAt: 2000, projectId: P1, projectName: 'web', userName: 'dev1' };
    const before = user({ [P1]: { ...entry, stopped: true }, [P2]: other });
    const fresh = { token: 'new', expiresAt: 2000, projectName: 'web' };
    assert.deepEqual(withToken(before, withId(P1), issued), user({ [P1]: fresh, [P2]: other }));
    assert.deepEqual(withToken(before, bare, issued), user({ [P1]: { ...fresh, askedByRegion: REGION }, [P2]: other }));
    assert.equal(before.tokens[P1]?.token, 't');
  });
});

describe('an access key', () => {
  it('lists a project that it serves beside the others', () => {
    const before = key({ [P2]: { projectName: 'lab' } });
    const project = { id: P1, name: 'web' };
    assert.deepEqual(
      withProject(before, withId(P1), project),
      key({ [P2]: { projectName: 'lab' }, [P1]: { projectName: 'web' } }),
    );
    assert.deepEqual(withProject(before, bare, project).projects[P1], { projectName: 'web', askedByRegion: REGION });
  });
});

describe('a password', () => {
  it('is known of a user who let it be stored, and of nothing else', () => {
    assert.equal(passwordOf(user({}, 'pw')), 'pw');
    assert.equal(passwordOf(user({})), undefined);
    assert.equal(passwordOf({ ...key({}), password: 'pw' } as Credential), undefined);
  });
});

describe('a project', () => {
  const refusal = (work: () => unknown): ApiError => {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof ApiError);
      return error;
    }
    throw new Error('Nothing was thrown.');
  };

  it('without a credential is refused before anything is sent', () => {
    const { kind, info, message: said } = refusal(() => mustBeFor(bare, undefined));
    assert.deepEqual([kind, said, info], ['auth', 'Sign in to A first.', { didNotRun: true }]);
  });

  it('with a credential for other addresses is refused before anything is sent', () => {
    const elsewhere = { ...user({}), hosts: { iam: 'https://iam.example.com', services: [] } };
    const { kind, info, message: said } = refusal(() => mustBeFor(bare, elsewhere));
    assert.deepEqual([kind, info], ['auth', { didNotRun: true }]);
    assert.equal(said, 'Sign in to A again: the sign-in was for other addresses.');
    assert.equal(signInAgain(bare, message('it ended')).message, 'Sign in to A again: it ended.');
  });

  it('with its own credential gets it', () => {
    const credential = user({});
    assert.equal(mustBeFor(bare, credential), credential);
  });
});
