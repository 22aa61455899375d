import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signRequest } from '../../../../src/api/signing/signing';
import { type OfficialRequest, officialSign } from '../../../support/officialSigner';

/** How many random requests are compared. A variable can set a higher number. */
const RUNS = Number(process.env['SIGNING_RUNS'] ?? 5000);

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,36}$/);
/** Every printable character of ASCII, and some of other scripts. A text with half a surrogate pair cannot be sent. */
const text = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 24 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  id,
);
const query = fc.array(
  fc.tuple(
    text.filter((name) => name !== ''),
    fc.array(text, { minLength: 1, maxLength: 3 }),
  ),
  {
    maxLength: 6,
  },
);
const printable = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;
const headerValue = fc.stringMatching(printable).filter((value) => !value.includes('multipart/form-data'));
const anyCase = (name: string) =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) => Array.from(name, (sign, nth) => (upper[nth] === true ? sign.toUpperCase() : sign)).join(''));
const header = (name: string) => fc.option(fc.tuple(anyCase(name), headerValue), { nil: undefined });
const body = fc.option(
  fc.oneof(
    fc.record({ server_ids: fc.array(id, { maxLength: 5 }) }),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  ),
  { nil: undefined },
);

const requests = fc.record({
  method: fc.constantFrom('GET' as const, 'POST' as const),
  host: fc.tuple(
    fc.constantFrom('cph.cn-north-4.myhuaweicloud.com', 'koophone.myhuaweicloud.com', '127.0.0.1', '[::1]'),
    fc.option(fc.integer({ min: 1024, max: 65_535 }), { nil: undefined }),
  ),
  path: fc.array(id, { maxLength: 6 }),
  endsWithSlash: fc.boolean(),
  query,
  headers: fc.tuple(header('content-type'), header('x-project-id'), header('x-domain-id')),
  unsigned: fc.dictionary(fc.constantFrom('Accept', 'x-request-id', 'User-Agent'), headerValue),
  body,
  seconds: fc.integer({ min: Date.UTC(2000) / 1000, max: Date.UTC(2100) / 1000 }),
  key: fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{1,40}$/),
    secretAccessKey: fc.stringMatching(/^[\x21-\x7e]{1,64}$/),
  }),
  securityToken: fc.option(fc.stringMatching(/^[\x21-\x7e]{1,200}$/), { nil: undefined }),
});

describe('signing compared with the official SDK', function () {
  this.timeout(120_000);

  it(`gives the same signature for ${RUNS} random requests`, () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const { method, key, securityToken } = asked;
        const [name, port] = asked.host;
        const origin = `https://${name}${port === undefined ? '' : `:${port}`}`;
        const path = `/${asked.path.join('/')}${asked.endsWithSlash ? '/' : ''}`;
        const headers = Object.fromEntries(asked.headers.filter((row) => row !== undefined));
        const url = new URL(origin + path);
        const queryParams: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
        for (const [param, values] of asked.query) {
          queryParams[param] = [...(queryParams[param] ?? []), ...values];
          values.forEach((value) => {
            url.searchParams.append(param, value);
          });
        }
        const whole = { ...key, ...(securityToken === undefined ? {} : { securityToken }) };
        const proof = signRequest(
          {
            method,
            url,
            headers: { ...asked.unsigned, ...headers },
            ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
          },
          whole,
          new Date(asked.seconds * 1000 + 500),
        );
        const official: OfficialRequest = {
          method,
          endpoint: origin + path,
          queryParams,
          headers: {
            ...headers,
            'X-Sdk-Date': proof['X-Sdk-Date'] ?? '',
            ...(securityToken === undefined ? {} : { 'X-Security-Token': securityToken }),
          },
          ...(asked.body === undefined ? {} : { data: asked.body }),
        };
        assert.equal(proof['Authorization'], officialSign(official, key)['Authorization']);
      }),
      { numRuns: RUNS },
    );
  });
});
