import * as v from 'valibot';

/** A token of one project, with the facts that decide when it must be renewed. */
const tokenSchema = v.object({
  /** Empty once the cloud has refused it. */
  token: v.string(),
  /** Milliseconds since the epoch. */
  expiresAt: v.number(),
  projectName: v.string(),
  /** The region that the token was requested for. Set only when the project in the settings had no id. */
  askedByRegion: v.exactOptional(v.string()),
  /**
   * True after the cloud refused a token that was just issued. No new token is requested until a person signs in again.
   */
  stopped: v.exactOptional(v.boolean()),
});

/** A project that an access key serves. The name is the one that it had at the sign-in. */
const keyProjectSchema = v.object({
  projectName: v.string(),
  askedByRegion: v.exactOptional(v.string()),
});

const common = {
  /** Names the identity to people: `dev1 (acct1)`. */
  label: v.string(),
  /** The origins that it was entered for. It is sent to the identity service `iam` and to no other one. */
  hosts: v.object({ iam: v.string(), services: v.array(v.string()) }),
};

/** Keyed by project id, because a token is of one project. */
const tokens = v.record(v.string(), tokenSchema);

const credentialSchema = v.variant('kind', [
  v.object({
    kind: v.literal('iamUser'),
    domain: v.string(),
    user: v.string(),
    /**
     * Absent when the person chose "Only until the token expires", when the user has a second factor, and once the
     * identity service has refused it.
     */
    password: v.exactOptional(v.string()),
    ...common,
    tokens,
  }),
  v.object({ kind: v.literal('token'), ...common, tokens }),
  v.object({
    kind: v.literal('accessKey'),
    accessKeyId: v.string(),
    secretAccessKey: v.string(),
    /** Keyed by project id. */
    projects: v.record(v.string(), keyProjectSchema),
    /** True after the cloud refused the key. Nothing more is signed until a person signs in again. */
    stopped: v.exactOptional(v.boolean()),
    ...common,
  }),
]);

/** What is stored for one account. */
export type Credential = v.InferOutput<typeof credentialSchema>;
/** The token of one project in a credential. */
export type ProjectToken = v.InferOutput<typeof tokenSchema>;
export type AccessKeyCredential = Extract<Credential, { kind: 'accessKey' }>;
/** The kinds of credential that authenticate requests with a token. */
export type TokenCredential = Exclude<Credential, AccessKeyCredential>;

/**
 * Parses the text that a secret store returned. Never throws.
 * @returns the credential; undefined for any other text
 */
export function parseCredential(stored: string): Credential | undefined {
  let json: unknown;
  try {
    json = JSON.parse(stored);
  } catch {
    return undefined;
  }
  const read = v.safeParse(credentialSchema, json);
  return read.success ? read.output : undefined;
}

/** @returns every secret in the credential: its tokens and password, or both parts of its access key */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind === 'accessKey') {
    return [credential.secretAccessKey, credential.accessKeyId];
  }
  const tokens = Object.values(credential.tokens).map(({ token }) => token);
  return credential.kind === 'iamUser' && credential.password !== undefined ? [...tokens, credential.password] : tokens;
}

/**
 * @returns whether both credentials are of one kind and one identity at one identity service, so that the projects of
 * one also belong to the other. Two pasted tokens always count as one identity: a token does not say whose it is.
 */
export function isSameIdentity(one: Credential, other: Credential): boolean {
  if (one.hosts.iam !== other.hosts.iam) {
    return false;
  }
  switch (one.kind) {
    case 'iamUser':
      return other.kind === 'iamUser' && one.domain === other.domain && one.user === other.user;
    case 'token':
      return other.kind === 'token';
    case 'accessKey':
      return other.kind === 'accessKey' && one.accessKeyId === other.accessKeyId;
  }
}

/**
 * @returns whether data read with one credential may be shown to the owner of the other. Pasted tokens must also have
 * the same label, because only the label says whose a token is.
 */
export const isSamePerson = (one: Credential, other: Credential): boolean =>
  isSameIdentity(one, other) && (one.kind !== 'token' || one.label === other.label);

/**
 * Merges a fresh sign-in into the stored credential of the account.
 * @returns the fresh credential with the other projects and service hosts of the stored one; the fresh one alone when
 * nothing is stored, or when the stored one is of another identity
 */
export function joined(stored: Credential | undefined, fresh: Credential): Credential {
  if (stored === undefined || !isSameIdentity(stored, fresh)) {
    return fresh;
  }
  const services = [...new Set([...stored.hosts.services, ...fresh.hosts.services])];
  const hosts = { iam: fresh.hosts.iam, services };
  if (fresh.kind === 'accessKey') {
    return stored.kind === 'accessKey' ? { ...fresh, hosts, projects: merged(stored.projects, fresh.projects) } : fresh;
  }
  return stored.kind === 'accessKey' ? fresh : { ...fresh, hosts, tokens: merged(stored.tokens, fresh.tokens) };
}

/**
 * Merges entries by project id; a fresh entry replaces an old one. A region stands for the project that was chosen for
 * it last: old entries lose an `askedByRegion` that a fresh entry has.
 */
function merged<T extends { askedByRegion?: string }>(
  old: Readonly<Record<string, T>>,
  fresh: Readonly<Record<string, T>>,
): Record<string, T> {
  const chosen = new Set(Object.values(fresh).map(({ askedByRegion }) => askedByRegion));
  const kept = Object.entries(old).map(([id, entry]): [string, T] => {
    const rest = { ...entry };
    if (chosen.has(rest.askedByRegion)) {
      delete rest.askedByRegion;
    }
    return [id, rest];
  });
  return { ...Object.fromEntries(kept), ...fresh };
}

/** @returns a copy of the credential without the password */
export function withoutPassword<C extends Credential>(credential: C): C {
  const kept: C & { password?: string } = { ...credential };
  delete kept.password;
  return kept;
}

/**
 * @returns the parts of a credential that decide whether its projects are signed in, for a deep comparison. The renewal
 * of a token with a stored password does not change them.
 */
export function standing(credential: Credential | undefined): unknown {
  if (credential === undefined || credential.kind === 'accessKey') {
    return credential;
  }
  const { tokens, ...rest } = withoutPassword(credential);
  const hasPassword = credential.kind === 'iamUser' && credential.password !== undefined;
  const ends = Object.entries(tokens).map(([id, { expiresAt, stopped }]) => ({
    id,
    stopped,
    ...(hasPassword ? {} : { expiresAt }),
  }));
  return { ...rest, hasPassword, ends: ends.filter((entry) => !hasPassword || entry.stopped === true) };
}
