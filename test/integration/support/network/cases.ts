import { type CloudName, PROXY_USER, type ProxyName, type Try } from './networks';
import { LOCAL_HOST } from './files';

/** A possible outcome of an attempt: one word for the table, and the sentence that the box must show. */
export interface Outcome {
  readonly word: string;
  readonly says: RegExp;
}

const outcome = (word: string, says: RegExp): Outcome => ({ word, says });
/** The host and port, as they stand in every sentence about a connection. */
const HOST = String.raw`(127\.0\.0\.2|cloud\.example):\d+`;
const about = (before: string, after: string): RegExp => new RegExp(`${before} ${HOST} ${after}`);

export const SIGNED_IN = outcome('signed in', /^signed in$/);
const NOT_TRUSTED = outcome(
  'not trusted: install its authority',
  about('certificate of', 'comes from an authority that this machine does not trust.*install its certificate'),
);
const EXPIRED = outcome(
  'expired: renew it',
  about('certificate of', 'has expired or is not yet valid: CERT_HAS_EXPIRED.*renew'),
);
const OTHER_HOST = outcome(
  'another host: check the endpoints',
  about('certificate of', 'is for another host: ERR_TLS_CERT_ALTNAME_INVALID.*Check the project’s endpoints'),
);
const WANTS_PASSWORD = outcome(
  'the proxy wants a password',
  /proxy wants a user name and password\. See the setting http\.proxy/,
);
const NO_WAY = outcome(
  'the proxy refuses: ask who runs it',
  new RegExp(`proxy did not connect to ${HOST}: HTTP 403 Ask the operator of the proxy`),
);
const NOBODY = outcome(
  'no proxy there: check http.proxy',
  about('proxy on the way to', 'cannot be reached.*http.proxy'),
);
const NOT_THE_CLOUD = outcome('not the cloud’s answer', new RegExp(`proxy did not connect to ${HOST}: HTTP 201`));
export const OUTCOMES = [SIGNED_IN, NOT_TRUSTED, EXPIRED, OTHER_HOST, WANTS_PASSWORD, NO_WAY, NOBODY, NOT_THE_CLOUD];

export interface NetworkCase extends Try {
  readonly name: string;
  readonly expected: Outcome;
  /** The request that a proxy must have got. Without it no proxy may have got one. */
  readonly asked?: RegExp;
  /** The case is also run in the lowest VS Code, whose proxy support differs. */
  readonly everywhere?: true;
}

/** Over http the proxy gets the request itself, over https a CONNECT. */
const GET = /^GET http:\/\/127\.0\.0\.2:\d+\/v3\/auth\/tokens/;
const CONNECT = /^CONNECT cloud\.example:\d+ /;
const user = `${PROXY_USER.name}:${PROXY_USER.password}@`;

const direct = (name: string, cloud: CloudName, expected: Outcome): NetworkCase => ({ name, cloud, expected });
const proxied = (name: string, cloud: CloudName, proxy: ProxyName, expected: Outcome): NetworkCase => ({
  name,
  cloud,
  proxy,
  expected,
  asked: cloud === 'http' ? GET : CONNECT,
});

export const CASES: readonly NetworkCase[] = [
  direct('http', 'http', SIGNED_IN),
  { ...direct('https, own authority, trusted', 'trusted', SIGNED_IN), everywhere: true },
  { ...direct('https, own authority, not trusted', 'unknown', NOT_TRUSTED), everywhere: true },
  { ...direct('https, expired certificate', 'expired', EXPIRED), everywhere: true },
  { ...direct('https, wrong host name', 'otherHost', OTHER_HOST), everywhere: true },
  { ...proxied('proxy, http', 'http', 'open', SIGNED_IN), everywhere: true },
  { ...proxied('proxy, https, own authority, trusted', 'trusted', 'open', SIGNED_IN), everywhere: true },
  { ...proxied('proxy, https, own authority, not trusted', 'unknown', 'open', NOT_TRUSTED), everywhere: true },
  proxied('proxy, https, expired certificate', 'expired', 'open', EXPIRED),
  proxied('proxy, https, wrong host name', 'otherHost', 'open', OTHER_HOST),
  {
    name: 'proxy, http.noProxy',
    cloud: 'trusted',
    proxy: 'open',
    settings: { noProxy: [LOCAL_HOST] },
    byAddress: true,
    expected: SIGNED_IN,
  },
  {
    // VS Code's proxy support passes on neither the host nor, for an address, a name. So the certificate is compared with "localhost".
    ...proxied('proxy, https, an address for a name', 'trusted', 'open', OTHER_HOST),
    byAddress: true,
    asked: /^CONNECT 127\.0\.0\.2:\d+ /,
  },
  { ...proxied('proxy with its password, http', 'http', 'asking', SIGNED_IN), user },
  { ...proxied('proxy with its password, https', 'trusted', 'asking', SIGNED_IN), user, everywhere: true },
  proxied('proxy without its password, http', 'http', 'asking', WANTS_PASSWORD),
  { ...proxied('proxy without its password, https', 'trusted', 'asking', WANTS_PASSWORD), everywhere: true },
  { ...proxied('proxy with a wrong password, https', 'trusted', 'asking', WANTS_PASSWORD), user: 'corp:wrong@' },
  proxied('proxy that lets nothing through, https', 'trusted', 'refusing', NO_WAY),
  {
    name: 'proxy that is not there, https',
    cloud: 'trusted',
    settings: { proxy: 'http://127.0.0.1:9' },
    expected: NOBODY,
  },
  { ...proxied('proxy that speaks for the cloud', 'trusted', 'speaking', NOT_THE_CLOUD), everywhere: true },
  { ...proxied('proxy that listens in', 'trusted', 'opening', NOT_TRUSTED), everywhere: true },
  {
    ...direct('http.proxyStrictSSL off', 'unknown', NOT_TRUSTED),
    settings: { proxyStrictSSL: false },
    everywhere: true,
  },
  {
    ...proxied('proxy, http.proxyStrictSSL off', 'unknown', 'open', NOT_TRUSTED),
    settings: { proxyStrictSSL: false },
    everywhere: true,
  },
];

/** The cases with another extension that has switched off the check of certificates for all. */
export const UNCHECKED_CASES: readonly NetworkCase[] = [
  { ...direct('check off, not trusted', 'unknown', NOT_TRUSTED), everywhere: true },
  { ...direct('check off, expired certificate', 'expired', EXPIRED), everywhere: true },
  { ...direct('check off, wrong host name', 'otherHost', OTHER_HOST), everywhere: true },
  { ...proxied('check off, proxy, not trusted', 'unknown', 'open', NOT_TRUSTED), everywhere: true },
  direct('check off, trusted', 'trusted', SIGNED_IN),
];
