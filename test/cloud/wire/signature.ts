import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { type Call, headerOf } from './answer';

// Checks SDK-HMAC-SHA256 as the gateway does (api-sign-algorithm-001.html and the pages after it), with the request as
// it
// came over the wire. It shares no code with the signing of the extension, so each checks the other.

/** The claims of a signed request. */
export interface Claim {
  readonly accessKeyId: string;
  /** Lower case, in the order of the header. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** When it was signed, by the clock of the client; milliseconds since the epoch. */
  readonly signedAt: number;
}

/** @returns whether a request has a signature */
export function isSigned(call: Call): boolean {
  return headerOf(call, 'authorization')?.startsWith('SDK-HMAC-SHA256 ') === true;
}

/**
 * @returns the claims of a signed request; undefined when they do not have the documented form, or a required header is
 *   not signed
 */
export function claimOf(call: Call): Claim | undefined {
  const parts =
    /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      headerOf(call, 'authorization') ?? '',
    ) ?? [];
  const [, accessKeyId, names, signature] = parts;
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headerOf(call, 'x-sdk-date') ?? '');
  if (accessKeyId === undefined || names === undefined || signature === undefined || date === null) {
    return undefined;
  }
  const signedHeaders = names.split(';');
  const mustBeSigned = ['host', 'x-sdk-date', ...['x-project-id', 'x-security-token'].filter((n) => n in call.headers)];
  const isSorted = [...signedHeaders].sort().join(';') === names;
  if (!isSorted || !mustBeSigned.every((name) => signedHeaders.includes(name))) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = date.slice(1).map(Number);
  const signedAt = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  return { accessKeyId, signedHeaders, signature, signedAt };
}

/** @returns whether the signature is the right one for this request and this secret */
export function isSignedWith(secretAccessKey: string, claim: Claim, call: Call): boolean {
  const canonical = [
    call.method.toUpperCase(),
    canonicalPath(call.rawUrl),
    canonicalQuery(call.rawUrl),
    claim.signedHeaders.map((name) => `${name}:${(headerOf(call, name) ?? '').trim()}\n`).join(''),
    claim.signedHeaders.join(';'),
    createHash('sha256').update(call.text, 'utf8').digest('hex'),
  ].join('\n');
  const digest = createHash('sha256').update(canonical, 'utf8').digest('hex');
  const text = `SDK-HMAC-SHA256\n${headerOf(call, 'x-sdk-date') ?? ''}\n${digest}`;
  const wanted = createHmac('sha256', Buffer.from(secretAccessKey, 'utf8')).update(text, 'utf8').digest();
  return timingSafeEqual(wanted, Buffer.from(claim.signature, 'hex'));
}

function canonicalPath(rawUrl: string): string {
  const path = rawUrl.split('?', 1).join('');
  const encoded = path
    .split('/')
    .map((segment) => encoded3986(bytesOf(segment)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** A plus means a plus here. This is the strict reading of a query, and a client must work with it too. */
function canonicalQuery(rawUrl: string): string {
  const mark = rawUrl.indexOf('?');
  const parts = mark < 0 ? [] : rawUrl.slice(mark + 1).split('&');
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...rest] = part.split('=');
      return { name: bytesOf(name), value: bytesOf(rest.join('=')) };
    })
    .sort((a, b) => a.name.compare(b.name) || a.value.compare(b.value))
    .map(({ name, value }) => `${encoded3986(name)}=${encoded3986(value)}`)
    .join('&');
}

/** @returns the bytes of an escaped piece of an address */
function bytesOf(piece: string): Buffer {
  const bytes = piece.match(/%[0-9A-Fa-f]{2}|[^]/g) ?? [];
  return Buffer.concat(
    bytes.map((part) => (part.length === 3 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'))),
  );
}

function encoded3986(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.~]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
