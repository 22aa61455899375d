import * as v from 'valibot';

/** A token of one project, with what is needed to know when to ask for another. */
const tokenSchema = v.object({
  /** Empty once the cloud has refused it. */
  token: v.string(),
  /** Milliseconds since the epoch. */
  expiresAt: v.number(),
  projectName: v.string(),
  /** The region by which it was asked for, when the project of the settings had no id yet. */
  askedByRegion: v.exactOptional(v.string()),
  /** The cloud refused a token that was just issued: no other is asked for until a person signs in again. */
  stopped: v.exactOptional(v.boolean()),
});

/** A project that an access key serves, as it was called when the key was tried for it. */
const keyProjectSchema = v.object({
  projectName: v.string(),
  askedByRegion: v.exactOptional(v.string()),
});

const common = {
  /** Who this is, for people: `dev1 (acct1)`. */
  label: v.string(),
  /** The origins it was entered for. It is sent to the identity service of these and to no other. */
  hosts: v.object({ iam: v.string(), services: v.array(v.string()) }),
};

/** By project id: a token is of one project. */
const tokens = v.record(v.string(), tokenSchema);

const credentialSchema = v.variant('kind', [
  v.object({
    kind: v.literal('iamUser'),
    domain: v.string(),
    user: v.string(),
    /**
     * Absent after "Only until the token expires", for a user with a second factor, and once the cloud has refused it.
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
    /** By project id. */
    projects: v.record(v.string(), keyProjectSchema),
    /** The cloud refused a signature: nothing more is signed until a person signs in again. */
    stopped: v.exactOptional(v.boolean()),
    ...common,
  }),
]);

/** What is stored for one account. */
export type Credential = v.InferOutput<typeof credentialSchema>;
export type ProjectToken = v.InferOutput<typeof tokenSchema>;
export type AccessKeyCredential = Extract<Credential, { kind: 'accessKey' }>;
/** The kinds that prove requests with a token. */
export type TokenCredential = Exclude<Credential, AccessKeyCredential>;

/**
 * Reads what a secret store returned.
 * @returns undefined when it is not a credential, whatever else it is
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

/** @returns every secret in it. */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind === 'accessKey') {
    return [credential.secretAccessKey, credential.accessKeyId];
  }
  const tokens = Object.values(credential.tokens).map(({ token }) => token);
  return credential.kind === 'iamUser' && credential.password !== undefined ? [...tokens, credential.password] : tokens;
}

/** @returns whether both are of the same person at the same cloud, so that what one knows holds for the other. */
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

/** @returns whether what one could see is the other's to see. Whose a token is, only its label says. */
export const isSamePerson = (one: Credential, other: Credential): boolean =>
  isSameIdentity(one, other) && (one.kind !== 'token' || one.label === other.label);

/**
 * The same person signs in again.
 * @returns the fresh credential with the old one's other projects, and the hosts they are used at; an old one of another
 * person is forgotten
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

/** Of several projects of a region the one that was chosen last is the region's. */
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

/** @returns the same without a password. */
export function withoutPassword<C extends Credential>(credential: C): C {
  const kept: C & { password?: string } = { ...credential };
  delete kept.password;
  return kept;
}

/**
 * What of a credential decides whether its projects are signed in. A token that was renewed with a stored password
 * changes nothing of it.
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
