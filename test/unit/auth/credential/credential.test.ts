import assert from 'node:assert/strict';
import {
  type AccessKeyCredential,
  type Credential,
  isSameIdentity,
  isSamePerson,
  joined,
  parseCredential,
  type ProjectToken,
  secretsOf,
  standing,
  withoutPassword,
} from '../../../../src/auth/credential/credential';

const IAM = 'https://iam.myhuaweicloud.com';
const hosts = (...services: string[]) => ({ iam: IAM, services });
const token = (name: string, more: Partial<ProjectToken> = {}): ProjectToken => ({
  token: `token of ${name}`,
  expiresAt: 1000,
  projectName: name,
  ...more,
});

type Of<K extends Credential['kind']> = Extract<Credential, { kind: K }>;

const iamUser = (more: Partial<Of<'iamUser'>> = {}): Of<'iamUser'> => ({
  kind: 'iamUser',
  domain: 'acct1',
  user: 'dev1',
  label: 'dev1 (acct1)',
  hosts: hosts(),
  tokens: {},
  ...more,
});
const pasted = (more: Partial<Of<'token'>> = {}): Of<'token'> => ({
  kind: 'token',
  label: 'mine',
  hosts: hosts(),
  tokens: {},
  ...more,
});
const accessKey = (more: Partial<AccessKeyCredential> = {}): AccessKeyCredential => ({
  kind: 'accessKey',
  accessKeyId: 'AK1',
  secretAccessKey: 'SK1',
  label: 'AK1',
  hosts: hosts(),
  projects: {},
  ...more,
});
const elsewhere = { iam: 'https://iam.example.com', services: [] };

describe('a stored credential', () => {
  for (const credential of [
    iamUser({ password: 'pw', tokens: { p1: token('a', { askedByRegion: 'cn-north-4', stopped: true }) } }),
    iamUser({ hosts: hosts('https://cph.example.com') }),
    pasted({ tokens: { p1: token('a') } }),
    accessKey({ stopped: true, projects: { p1: { projectName: 'a', askedByRegion: 'cn-north-4' } } }),
  ]) {
    it(`is read as it was written: ${JSON.stringify(credential).slice(0, 60)}…`, () => {
      assert.deepEqual(parseCredential(JSON.stringify(credential)), credential);
    });
  }

  const broken: [string, unknown][] = [
    ['of an unknown kind', { ...pasted(), kind: 'cookie' }],
    ['without a label', { ...pasted(), label: undefined }],
    ['without hosts', { ...pasted(), hosts: {} }],
    ['with hosts that are no list', { ...pasted(), hosts: { iam: IAM, services: 'all' } }],
    ['without tokens', { ...pasted(), tokens: undefined }],
    ['with a token that never ends', pasted({ tokens: { p1: { ...token('a'), expiresAt: null as never } } })],
    ['with a token of no project', { ...pasted(), tokens: { p1: { token: 't', expiresAt: 1 } } }],
    ['of a user without a name', { ...iamUser(), user: undefined }],
    ['with half an access key', { ...accessKey(), secretAccessKey: undefined }],
    ['with a project without a name', { ...accessKey(), projects: { p1: {} } }],
    ['that is a list', [pasted()]],
  ];
  for (const [what, value] of broken) {
    it(`is none when it is one ${what}`, () => {
      assert.equal(parseCredential(JSON.stringify(value)), undefined);
    });
  }

  it('is none when it is no JSON', () => {
    assert.equal(parseCredential('{"kind":'), undefined);
    assert.equal(parseCredential(''), undefined);
  });
});

describe('the secrets of a credential', () => {
  it('are its tokens and its password, or both parts of its key', () => {
    const tokens = { p1: token('a'), p2: token('b') };
    assert.deepEqual(secretsOf(iamUser({ tokens, password: 'pw' })), ['token of a', 'token of b', 'pw']);
    assert.deepEqual(secretsOf(iamUser({ tokens })), ['token of a', 'token of b']);
    assert.deepEqual(secretsOf(pasted({ tokens })), ['token of a', 'token of b']);
    assert.deepEqual(secretsOf(accessKey()), ['SK1', 'AK1']);
  });

  it('stay behind when the password goes, but for the password', () => {
    const credential = iamUser({ password: 'pw', tokens: { p1: token('a') } });
    assert.deepEqual(withoutPassword(credential), iamUser({ tokens: { p1: token('a') } }));
    assert.equal(credential.password, 'pw');
  });
});

describe('two credentials', () => {
  /** Whether they are of one identity, and whether they are of one person. */
  const pairs: [string, Credential, Credential, boolean, boolean][] = [
    ['of one user', iamUser(), iamUser({ password: 'pw', label: 'other' }), true, true],
    ['of users of two accounts', iamUser(), iamUser({ domain: 'acct2' }), false, false],
    ['of two users of an account', iamUser(), iamUser({ user: 'dev2' }), false, false],
    ['of users that differ in all', iamUser(), iamUser({ domain: 'acct2', user: 'dev2' }), false, false],
    ['of one user at two identity services', iamUser(), iamUser({ hosts: elsewhere }), false, false],
    ['of one user with other services', iamUser(), iamUser({ hosts: hosts('https://c.example.com') }), true, true],
    ['with pasted tokens of one label', pasted(), pasted({ tokens: { p1: token('a') } }), true, true],
    ['with pasted tokens of two labels', pasted(), pasted({ label: 'theirs' }), true, false],
    ['with one access key', accessKey(), accessKey({ secretAccessKey: 'SK2', label: 'other' }), true, true],
    ['with two access keys', accessKey(), accessKey({ accessKeyId: 'AK2' }), false, false],
    ['of a user and with a pasted token', iamUser(), pasted(), false, false],
    ['of a user and with an access key', iamUser(), accessKey(), false, false],
    ['with a pasted token and with an access key', pasted(), accessKey(), false, false],
  ];
  for (const [what, one, other, identity, person] of pairs) {
    it(`${what} are of ${identity ? 'one identity' : 'two identities'}, ${person ? 'one person' : 'two people'}`, () => {
      assert.deepEqual([isSameIdentity(one, other), isSameIdentity(other, one)], [identity, identity]);
      assert.deepEqual([isSamePerson(one, other), isSamePerson(other, one)], [person, person]);
    });
  }
});

describe('a fresh sign-in', () => {
  it('stands alone where nothing is stored, and where the stored one is of another identity', () => {
    const fresh = iamUser({ tokens: { p2: token('b') } });
    assert.equal(joined(undefined, fresh), fresh);
    assert.equal(joined(iamUser({ user: 'dev2', tokens: { p1: token('a') } }), fresh), fresh);
    assert.equal(joined(accessKey({ projects: { p1: { projectName: 'a' } } }), fresh), fresh);
  });

  it('keeps the other projects and hosts of the stored one, each once, and takes over the rest', () => {
    const stored = iamUser({
      password: 'old',
      hosts: hosts('https://a.example.com', 'https://b.example.com'),
      tokens: { p1: token('a'), p2: token('b', { token: 'old' }) },
    });
    const fresh = iamUser({
      label: 'new',
      hosts: hosts('https://b.example.com', 'https://c.example.com'),
      tokens: { p2: token('b') },
    });
    assert.deepEqual(joined(stored, fresh), {
      ...fresh,
      hosts: hosts('https://a.example.com', 'https://b.example.com', 'https://c.example.com'),
      tokens: { p1: token('a'), p2: token('b') },
    });
  });

  it('with an access key keeps its other projects', () => {
    const stored = accessKey({ stopped: true, projects: { p1: { projectName: 'a' } } });
    const fresh = accessKey({ secretAccessKey: 'SK2', projects: { p2: { projectName: 'b' } } });
    assert.deepEqual(joined(stored, fresh), {
      ...fresh,
      projects: { p1: { projectName: 'a' }, p2: { projectName: 'b' } },
    });
  });

  it('with a pasted token keeps the other tokens', () => {
    const both = joined(pasted({ tokens: { p1: token('a') } }), pasted({ tokens: { p2: token('b') } }));
    assert.deepEqual(both, pasted({ tokens: { p1: token('a'), p2: token('b') } }));
  });

  it('has its project stand for the region that it was chosen for, in the place of an older one', () => {
    const north = { askedByRegion: 'cn-north-4' };
    const south = { askedByRegion: 'cn-south-1' };
    const stored = pasted({ tokens: { p1: token('a', north), p2: token('b', south), p3: token('c') } });
    const both = joined(stored, pasted({ tokens: { p4: token('d', north) } }));
    assert.deepEqual(both, {
      ...stored,
      tokens: { p1: token('a'), p2: token('b', south), p3: token('c'), p4: token('d', north) },
    });
    assert.deepEqual(stored.tokens['p1'], token('a', north));
  });
});

describe('whether the projects of a credential are signed in', () => {
  const ends = (expiresAt: number, more: Partial<ProjectToken> = {}) => ({ p1: token('a', { expiresAt, ...more }) });

  it('changes with a token that is renewed by hand, and not with one that the password renews', () => {
    assert.notDeepEqual(standing(pasted({ tokens: ends(1) })), standing(pasted({ tokens: ends(2) })));
    assert.notDeepEqual(standing(iamUser({ tokens: ends(1) })), standing(iamUser({ tokens: ends(2) })));
    const password = 'pw';
    assert.deepEqual(
      standing(iamUser({ password, tokens: ends(1) })),
      standing(iamUser({ password, tokens: { p1: token('a', { expiresAt: 2, token: 'renewed' }), p2: token('b') } })),
    );
  });

  it('changes when a token is stopped, also with a password', () => {
    for (const more of [{}, { password: 'pw' }]) {
      assert.notDeepEqual(
        standing(iamUser({ ...more, tokens: ends(1, { stopped: true }) })),
        standing(iamUser({ ...more, tokens: ends(1) })),
      );
    }
  });

  it('changes when the password goes, and holds neither it nor a token', () => {
    const credential = iamUser({ password: 'pw', tokens: ends(1) });
    assert.notDeepEqual(standing(credential), standing(withoutPassword(credential)));
    assert.notDeepEqual(standing(iamUser({ password: 'pw' })), standing(iamUser()));
    assert.doesNotMatch(JSON.stringify([standing(credential), standing(withoutPassword(credential))]), /pw|token of/);
  });

  it('changes with the person and the hosts', () => {
    assert.notDeepEqual(standing(iamUser()), standing(iamUser({ user: 'dev2' })));
    assert.notDeepEqual(standing(iamUser()), standing(iamUser({ hosts: hosts('https://c.example.com') })));
    assert.notDeepEqual(standing(pasted()), standing(pasted({ label: 'theirs' })));
  });

  it('is of an access key all that it holds, and nothing without a credential', () => {
    const key = accessKey({ projects: { p1: { projectName: 'a' } } });
    assert.deepEqual(standing(key), key);
    assert.equal(standing(undefined), undefined);
  });
});
