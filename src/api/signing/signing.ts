import { message } from '../../base/message';
import { createHmac, hash } from 'node:crypto';
import { type UnsignedRequest } from '../request/authorizer';
import { refuse } from '../request/url';

/** A key that signs requests, instead of a token. Its two secrets are stored in SecretStorage only. */
export interface AccessKey {
  /** Not a secret, but it identifies the user. */
  readonly accessKeyId: string;
  /** A secret. It never leaves this machine. */
  readonly secretAccessKey: string;
  /** A secret. It is sent with requests; only temporary access keys have it. */
  readonly securityToken?: string;
}

/** The text that is hashed and signed, and the headers in it. */
export interface CanonicalRequest {
  readonly text: string;
  /** The names of the headers in lower case, sorted and joined by `;`. */
  readonly signedHeaders: string;
}

const ALGORITHM = 'SDK-HMAC-SHA256';
const EMPTY_BODY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * The headers of a request that are signed, besides `Host` and the headers that the signature adds. Nothing on the way
 * changes them. A proxy or a gateway may change other headers, such as `Accept` and `x-request-id`, and the signature
 * would then be wrong.
 */
const SIGNED = new Set(['content-type', 'x-domain-id', 'x-project-id']);

/**
 * Signs a request with SDK-HMAC-SHA256 (api-sign-algorithm-001.html and the pages after it). The algorithm uses one
 * HMAC and no derived key. `Host` is signed with the host of the request's address.
 * @param date the time by the clock of the cloud; the cloud accepts a difference of at most 15 minutes
 * @returns the headers to add: `X-Sdk-Date`, `Authorization`, and `X-Security-Token` for a temporary key
 * @throws ApiError of kind `config` when the key has an invalid character, or the path needs escaping
 */
export function signRequest(request: UnsignedRequest, key: AccessKey, date: Date): Record<string, string> {
  checkAccessKey(key);
  const stamp = timeStamp(date);
  const added = {
    'X-Sdk-Date': stamp,
    ...(key.securityToken === undefined ? {} : { 'X-Security-Token': key.securityToken }),
  };
  const { text, signedHeaders } = canonicalRequest(request, added);
  const toSign = `${ALGORITHM}\n${stamp}\n${sha256(text)}`;
  const signature = createHmac('sha256', key.secretAccessKey).update(toSign).digest('hex');
  const authorization = `${ALGORITHM} Access=${key.accessKeyId}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { ...added, Authorization: authorization };
}

/**
 * Makes the text that is signed.
 * @param added headers to sign in addition to those of the request
 * @throws ApiError of kind `config` when the path needs escaping
 */
export function canonicalRequest(
  { method, url, headers, body }: UnsignedRequest,
  added: Readonly<Record<string, string>>,
): CanonicalRequest {
  const rows: [string, string][] = [['host', url.host]];
  for (const name in added) {
    rows.push([name.toLowerCase(), added[name] ?? '']);
  }
  for (const name in headers) {
    const lower = name.toLowerCase();
    if (SIGNED.has(lower)) {
      rows.push([lower, (headers[name] ?? '').trim()]);
    }
  }
  rows.sort(byNameThenValue);
  let lines = '';
  let signedHeaders = '';
  for (const [name, value] of rows) {
    lines += `${name}:${value}\n`;
    signedHeaders += signedHeaders === '' ? name : `;${name}`;
  }
  const bodyHash = body === undefined || body === '' ? EMPTY_BODY_HASH : sha256(body);
  const text = `${method}\n${canonicalPath(url)}\n${canonicalQuery(url)}\n${lines}\n${signedHeaders}\n${bodyHash}`;
  return { text, signedHeaders };
}

/**
 * Checks the form of an access key.
 * @throws ApiError of kind `config` when it cannot be one, so nothing is sent with it
 */
export function checkAccessKey({ accessKeyId, secretAccessKey, securityToken }: AccessKey): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(accessKeyId)) {
    refuse(message('An access key ID is one word of letters and digits.'));
  }
  if (!/^[\x21-\x7e]{1,256}$/.test(secretAccessKey)) {
    refuse(message('A secret access key is one word of letters, digits and signs.'));
  }
  if (securityToken !== undefined && !/^[\x21-\x7e]{1,32000}$/.test(securityToken)) {
    refuse(message('A security token is one long word of letters, digits and signs.'));
  }
}

/** @returns the time as `20191115T033655Z`, in UTC */
function timeStamp(date: Date): string {
  const iso = date.toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/**
 * The canonical path always ends with `/`. The vendor's guide escapes each segment once, the vendor's SDK escapes it
 * twice. Here nothing needs escaping: a path consists of fixed words and checked ids.
 */
function canonicalPath({ pathname }: URL): string {
  if (!/^[A-Za-z0-9\-_.~/]*$/.test(pathname)) {
    return refuse(message('The path of the request holds something that is not an ID.'));
  }
  return pathname.endsWith('/') ? pathname : `${pathname}/`;
}

/** The parameters are sorted before they are escaped, as in the vendor's SDK. */
function canonicalQuery(url: URL): string {
  let query = '';
  for (const [name, value] of [...url.searchParams].sort(byNameThenValue)) {
    query += `${query === '' ? '' : '&'}${escaped(name)}=${escaped(value)}`;
  }
  return query;
}

const byNameThenValue = (a: readonly [string, string], b: readonly [string, string]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;

/** Escapes everything but letters, digits and `-_.~` (RFC 3986). */
function escaped(text: string): string {
  return PLAIN.test(text) ? text : encodeURIComponent(text).replace(/[!'()*]/g, escapedSign);
}

const PLAIN = /^[A-Za-z0-9\-_.~]*$/;

const escapedSign = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

const sha256 = (text: string): string => hash('sha256', text, 'hex');
