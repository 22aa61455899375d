import assert from 'node:assert/strict';
import { classify } from '../../../../src/api/answer/classify';
import { adviceFor } from '../../../../src/api/errors/codeSentences';
import { ApiError, type ErrorKind } from '../../../../src/api/errors/errors';
import { inEnglish } from '../../../../src/base/message';

const AT = Date.UTC(2026, 0, 1);
const DATE = 'Thu, 01 Jan 2026 09:00:00 GMT';

type Service = 'cph' | 'koophone' | 'iam';

function failed(
  status: number,
  body: unknown,
  { service = 'cph', headers = {} }: { service?: Service; headers?: Record<string, string> } = {},
): ApiError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  try {
    classify({ request: 'GET /v1/jobs', status, text, at: AT, header: (name) => headers[name] }, { service });
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return error;
  }
  throw new Error(`HTTP ${status} is a success.`);
}

const advised = (...args: Parameters<typeof failed>): string => inEnglish(failed(...args).info.advice ?? '');

describe('the code of a failure', () => {
  it('is found in the data of the body too', () => {
    assert.equal(failed(400, { data: { error_code: 'CPS0158' } }).info.code, 'CPS.0158');
    assert.equal(failed(400, { data: { data: { error_code: 'CPS.0158' } } }).info.code, 'CPS.0158');
  });

  it('is found in the error object of IAM, as error_code or as a code with a letter', () => {
    const code = (error: object) => failed(400, { error }, { service: 'iam' }).info.code;
    assert.equal(code({ error_code: 'IAM.0011' }), 'IAM.0011');
    assert.equal(code({ code: 'IAM.0011' }), 'IAM.0011');
    assert.equal(code({ code: 400 }), undefined);
  });
});

describe('the id of a failed request', () => {
  it('is the first one in the body that is a text', () => {
    const headers = { 'x-request-id': 'header' };
    assert.equal(failed(500, { request_id: 7, data: { request_id: 'body' } }, { headers }).info.requestId, 'body');
    assert.equal(failed(500, { request_id: 7 }, { headers }).info.requestId, 'header');
  });
});

describe('the kind of a failure', () => {
  const bounds: [number, unknown, ErrorKind, boolean][] = [
    [300, '', 'redirect', false],
    [399, '', 'redirect', false],
    [404, { error_code: '0' }, 'notFound', false],
    [405, { error_code: '0' }, 'refused', false],
    [499, '', 'foreign', false],
    [499, { error_code: 'CPS.0158' }, 'refused', true],
    [500, '', 'server', false],
    [299, { error_code: 'CPS.0158' }, 'refused', true],
    // Phones whose state, server or account forbids it, and too many of them.
    [400, { error_code: 'CPS.0005' }, 'notFound', true],
    [400, { error_code: 'CPS.0006' }, 'refused', true],
    [400, { error_code: 'CPS.0053' }, 'refused', true],
    [400, { error_code: 'CPS.0141' }, 'refused', true],
    [400, { error_code: 'CPS.0165' }, 'refused', true],
    [400, { error_code: 'CPS.0190' }, 'refused', true],
    // Some of the instances may be assigned.
    [200, { error_code: 'KPAPI.2209' }, 'refused', false],
    [400, { error_code: 'KPAPI.2209' }, 'refused', false],
    [500, { error_code: 'KPAPI.2209' }, 'refused', false],
    [299, { error_code: 'APIGW.0301' }, 'server', false],
  ];
  for (const [status, body, kind, didNotRun] of bounds) {
    it(`is ${kind} for HTTP ${status} with ${JSON.stringify(body)}`, () => {
      const { info, ...error } = failed(status, body);
      assert.deepEqual([error.kind, info.didNotRun === true], [kind, didNotRun]);
    });
  }
});

describe('the time at which a credential was refused', () => {
  it('is that of the clock of the cloud, and is known of a refused credential alone', () => {
    const headers = { date: DATE };
    assert.equal(failed(401, { error_code: 'APIGW.0301' }, { headers }).info.serverTime, Date.parse(DATE));
    assert.equal(failed(401, { error_code: 'APIGW.0301' }).info.serverTime, undefined);
    assert.equal(failed(403, { error_code: 'APIGW.0302' }, { headers }).info.serverTime, undefined);
  });
});

describe('what to do after a failure', () => {
  it('is the advice about its code', () => {
    assert.equal(advised(400, { error_code: 'CPS.0158' }), inEnglish(adviceFor('CPS.0158') ?? ''));
  });

  it('is the advice about its kind where the cloud gave no code', () => {
    const error = { code: 401, message: 'no' };
    assert.match(advised(401, { error }, { service: 'iam' }), /^Sign in again\.$/);
    assert.match(advised(429, ''), /^Too many requests/);
    assert.equal(failed(500, '').info.advice, undefined);
  });

  it('is to look at the network where another than the cloud answered, also with a code', () => {
    assert.match(advised(403, { error_code: 'SOMETHING.1' }), /http\.proxy/);
  });
});

describe('what is said of a failure', () => {
  it('is that the answer is no JSON, where the page of a proxy stands in its place', () => {
    assert.match(failed(502, '<html>').message, /^The response with HTTP 502 is not JSON\./);
  });

  it('names the host of a redirect, and nothing else of its address', () => {
    const headers = { location: 'https://elsewhere.example.com/login?token=secret' };
    assert.match(failed(302, '', { headers }).message, /^The cloud pointed to elsewhere\.example\.com\. /);
  });
});

describe('how long a response asks to wait', () => {
  const wait = (retryAfter: string, date?: string) =>
    failed(429, '', { headers: { 'retry-after': retryAfter, ...(date === undefined ? {} : { date }) } }).info
      .retryAfterMs;

  it('is read from a number with spaces around it', () => {
    assert.equal(wait(' 7 '), 7000);
  });

  it('is read from dates in the older forms, which begin or end with a number', () => {
    assert.equal(wait('Thu Jan  1 00:00:09 2026', 'Thu Jan  1 00:00:00 2026'), 9000);
    assert.equal(wait('2026-01-01T00:00:09Z'), 9000);
  });

  it('is read from the text of the cloud without a space before the unit as well', () => {
    const text = 'policy user over ratelimit,limit:200,time:5minute';
    assert.equal(failed(429, { error_code: 'APIGW.0308', error_msg: text }).info.windowMs, 300_000);
  });
});
