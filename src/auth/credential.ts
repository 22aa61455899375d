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

const common = {
  /** Who this is, for people: `dev1 (acct1)`. */
  label: v.string(),
  /** The origins it was entered for. It is sent to the identity service of these and to no other. */
  hosts: v.object({ iam: v.string(), services: v.array(v.string()) }),
  /** By project id: a token is of one project. */
  tokens: v.record(v.string(), tokenSchema),
};

const credentialSchema = v.variant('kind', [
  v.object({
    kind: v.literal('iamUser'),
    domain: v.string(),
    user: v.string(),
    /** Absent after "Only until the token expires", and once the cloud has refused it. */
    password: v.exactOptional(v.string()),
    ...common,
  }),
  v.object({ kind: v.literal('token'), ...common }),
]);

/** What is stored for one account. */
export type Credential = v.InferOutput<typeof credentialSchema>;
export type ProjectToken = v.InferOutput<typeof tokenSchema>;

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
export const secretsOf = (credential: Credential): readonly string[] => [
  ...Object.values(credential.tokens).map((entry) => entry.token),
  ...(credential.kind === 'iamUser' && credential.password !== undefined ? [credential.password] : []),
];

/** @returns whether both are of the same person at the same cloud, so that what one knows holds for the other. */
export function isSameIdentity(one: Credential, other: Credential): boolean {
  if (one.hosts.iam !== other.hosts.iam) {
    return false;
  }
  return one.kind === 'iamUser'
    ? other.kind === 'iamUser' && one.domain === other.domain && one.user === other.user
    : other.kind === 'token';
}

/** @returns the same without a password. */
export function withoutPassword(credential: Credential): Credential {
  if (credential.kind !== 'iamUser') {
    return credential;
  }
  const { kind, domain, user, label, hosts, tokens } = credential;
  return { kind, domain, user, label, hosts, tokens };
}

/**
 * What of a credential decides whether its projects are signed in. A token that was renewed with a stored password
 * changes nothing of it.
 */
export function standing(credential: Credential | undefined): unknown {
  if (credential === undefined) {
    return undefined;
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
