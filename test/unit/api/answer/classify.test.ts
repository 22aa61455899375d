import assert from 'node:assert/strict';
import { adviceFor } from '../../../../src/api/errors/codeSentences';
import { classify } from '../../../../src/api/answer/classify';
import { failureCode, normaliseCode } from '../../../../src/api/errors/codeFamilies';
import { ApiError, type ErrorKind } from '../../../../src/api/errors/errors';
import { inEnglish } from '../../../../src/base/message';

const REQUEST = 'POST /v1/instances/reboot';

const judge = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  service: 'cph' | 'koophone' | 'iam' = 'cph',
): ApiError | 'success' => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  try {
    classify(
      { request: REQUEST, status, text, at: Date.UTC(2026, 0, 1), header: (name) => headers[name] },
      { service, iamAction: 'cph:servers:restart' },
    );
    return 'success';
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return error;
  }
};

const failed = (...args: Parameters<typeof judge>): ApiError => {
  const judged = judge(...args);
  assert.ok(judged !== 'success');
  return judged;
};

describe('the judgement on a response', () => {
  const withCode: [string, number, ErrorKind, boolean][] = [
    ['CPS.0001', 400, 'forbidden', true],
    ['CPS0005', 400, 'notFound', true],
    ['CPS.0003', 400, 'server', false],
    ['CPS.0054', 400, 'server', false],
    ['CPS.0042', 400, 'server', false],
    ['CPS.0042', 500, 'server', false],
    ['CPS.0191', 400, 'refused', false],
    ['CPS.0191', 500, 'server', false],
    ['CPS.0192', 500, 'server', false],
    ['CPS.0158', 400, 'refused', true],
    ['CPS.0158', 200, 'refused', true],
    ['CPS.0158', 500, 'refused', false],
    ['CPS.0158', 302, 'redirect', false],
    ['CPS.9876', 400, 'refused', false],
    ['CPS.9876', 401, 'refused', false],
    ['CPS.9876', 403, 'forbidden', false],
    ['CPS.9876', 408, 'timeout', false],
    ['CPS.9876', 500, 'server', false],
    ['APIG.0301', 401, 'auth', true],
    ['APIGW.0303', 401, 'auth', true],
    ['APIGW.0305', 401, 'auth', true],
    ['APIG.0307', 401, 'auth', true],
    ['APIG.0301', 403, 'auth', true],
    ['APIG.0301', 400, 'refused', true],
    ['APIG.0301', 200, 'server', false],
    ['APIG.0301', 504, 'server', false],
    ['APIG.0999', 401, 'auth', true],
    ['APIG.0999', 403, 'forbidden', true],
    ['APIG.0602', 403, 'server', false],
    ['apigw.0307', 401, 'auth', true],
    ['APIG.0302', 403, 'forbidden', true],
    ['APIG.0302', 200, 'forbidden', false],
    ['APIG.0304', 403, 'forbidden', true],
    ['APIG.0306', 403, 'forbidden', true],
    ['APIG.0310', 403, 'forbidden', true],
    ['APIG.0401', 403, 'forbidden', true],
    ['APIG.0402', 403, 'forbidden', true],
    ['APIG.0404', 403, 'forbidden', true],
    ['APIG.0802', 403, 'forbidden', true],
    ['APIG.0308', 429, 'throttled', true],
    ['APIG.0308', 200, 'throttled', false],
    ['APIG.0308', 500, 'throttled', false],
    ['APIG.0101', 404, 'notFound', true],
    ['APIG.0201', 400, 'refused', true],
    ['APIG.0201', 413, 'refused', true],
    ['APIG.0201', 502, 'server', false],
    ['APIG.0201', 504, 'server', false],
    ['APIG.0602', 400, 'server', false],
    ['APIG.0613', 503, 'server', false],
    ['APIG.0705', 500, 'server', false],
    ['IAM.0061', 401, 'auth', true],
    ['IAM.0081', 403, 'forbidden', true],
    ['IAM.0012', 429, 'throttled', true],
    ['IAM.0012', 500, 'throttled', false],
    ['IAM.0066', 500, 'server', false],
    ['KooPhone.API.1001', 401, 'forbidden', true],
    ['KooPhone.API.1001', 500, 'forbidden', false],
    ['koophone.api.9999', 500, 'server', false],
    ['KP.API.2210', 200, 'refused', true],
    ['KPAPI.61812', 400, 'refused', true],
    ['common.00030008', 400, 'server', false],
    ['KOOPHONE.adMgmt.0077', 400, 'server', false],
    ['SOMETHING.1', 200, 'foreign', false],
    ['SOMETHING.1', 403, 'foreign', false],
    ['401', 401, 'foreign', false],
    ['CPSX.0001', 403, 'foreign', false],
  ];
  for (const [code, status, kind, didNotRun] of withCode) {
    it(`takes ${code} under HTTP ${status} for ${kind}, ${didNotRun ? 'and nothing ran' : 'and it may have run'}`, () => {
      const { info, ...error } = failed(status, { error_code: code, error_msg: 'text' });
      assert.deepEqual([error.kind, info.didNotRun === true], [kind, didNotRun]);
      assert.equal(info.cloudSaidNo, info.didNotRun);
      assert.equal(info.code, normaliseCode(code));
      assert.equal(info.iamAction, kind === 'forbidden' ? 'cph:servers:restart' : undefined);
      assert.deepEqual([info.status, info.request], [status, REQUEST]);
    });
  }

  const withoutCode: [number, string, ErrorKind, boolean][] = [
    [200, '<html>proxy</html>', 'foreign', false],
    [200, '{"half":', 'foreign', false],
    [400, 'Bad Request', 'foreign', false],
    [400, '{}', 'foreign', false],
    [401, '', 'foreign', false],
    [401, '{"error":{"code":401,"message":"no","title":"Unauthorized"}}', 'foreign', false],
    [401, '{"error_code":"0"}', 'foreign', false],
    [403, '{"error_code":0}', 'foreign', false],
    [403, '<html>', 'foreign', false],
    [403, '{"error_msg":"blocked"}', 'foreign', false],
    [404, '{"error":{"code":404,"message":"no","title":"Not Found"}}', 'foreign', false],
    [405, '', 'foreign', false],
    [407, '<html>', 'foreign', false],
    [408, '', 'foreign', false],
    [429, '', 'throttled', true],
    [500, '{"error_code":"0"}', 'server', false],
    [502, '<html>', 'server', false],
    [304, '', 'redirect', false],
  ];
  for (const [status, text, kind, didNotRun] of withoutCode) {
    it(`takes HTTP ${status} with ${text || 'nothing'} for ${kind}`, () => {
      const { info, ...error } = failed(status, text);
      assert.deepEqual([error.kind, info.didNotRun === true, info.code], [kind, didNotRun, undefined]);
    });
  }

  const ofIam: [number, string, ErrorKind, boolean][] = [
    [401, '{"error":{"code":401,"message":"no","title":"Unauthorized"}}', 'auth', true],
    [403, '{"error":{"code":403,"message":"no","title":"Forbidden"}}', 'forbidden', true],
    [404, '{"error":{"code":404,"message":"no","title":"Not Found"}}', 'notFound', false],
    [400, '{"error":{"code":400,"message":"no","title":"Bad Request"}}', 'refused', false],
    [503, '{"error":{"code":503,"message":"no"}}', 'server', false],
    [401, '<html>', 'foreign', false],
    [401, '{"error":"login required"}', 'foreign', false],
    [403, '', 'foreign', false],
  ];
  for (const [status, text, kind, didNotRun] of ofIam) {
    it(`takes HTTP ${status} with ${text || 'nothing'} from the host of IAM for ${kind}`, () => {
      const { info, ...error } = failed(status, text, {}, 'iam');
      assert.deepEqual([error.kind, info.didNotRun === true], [kind, didNotRun]);
    });
  }

  it('says where a foreign response comes from and what to do, and names no IAM action', () => {
    for (const [status, body] of [
      [401, '<html>Blocked</html>'],
      [403, '<html>Blocked</html>'],
      [403, { error_msg: 'blocked by policy' }],
      [407, ''],
    ] as const) {
      const { message, info } = failed(status, body, { date: 'Thu, 01 Jan 2026 09:00:00 GMT' });
      const where = 'a proxy, a firewall, or the sign-in page of a network';
      assert.equal(message, `Something between this computer and the cloud answered with HTTP ${status}: ${where}.`);
      assert.match(inEnglish(info.advice ?? ''), /http\.proxy/);
      assert.equal(/wants a user name and password/.test(inEnglish(info.advice ?? '')), status === 407);
      assert.deepEqual([info.iamAction, info.serverTime, info.status], [undefined, undefined, status]);
    }
  });

  it('finds the failure when one place says success and another does not', () => {
    const { info } = failed(200, { error_code: '0', data: { error_code: 'KOOPHONE.API.1000' } }, {}, 'koophone');
    assert.equal(info.code, 'KOOPHONE.API.1000');
  });

  it('treats a code of zeros and an absent code as success, however they are written', () => {
    for (const code of ['0', 0, '', null, '0000', undefined, [], false]) {
      assert.equal(judge(201, { error_code: code }), 'success');
    }
    assert.equal(failureCode(' CPS0158 '), 'CPS.0158');
  });

  it('prefers the request id of the body, then that of the header, to the one that was sent', () => {
    assert.equal(failed(500, { request_id: 'a' }, { 'x-request-id': 'b' }).info.requestId, 'a');
    assert.equal(failed(500, { request_id: '' }, { 'x-request-id': 'b' }).info.requestId, 'b');
    assert.equal(failed(500, {}).info.requestId, undefined);
  });

  it('reads Retry-After as seconds and as a date', () => {
    const after = (value: string) => failed(429, '', { 'retry-after': value }).info.retryAfterMs;
    assert.equal(after('7'), 7000);
    assert.equal(after('Thu, 01 Jan 2026 00:00:09 GMT'), 9000);
    assert.equal(after('Thu, 01 Jan 2025 00:00:09 GMT'), 0);
    assert.equal(after('86400'), 86_400_000);
    assert.equal(after('soon'), undefined);
  });

  it('reads a date in Retry-After by the clock of the cloud, not by that of this computer', () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 2026 03:00:09 GMT', date: 'Thu, 01 Jan 2026 03:00:00 GMT' };
    assert.equal(failed(429, '', headers).info.retryAfterMs, 9000);
  });

  it('takes a wait of more than a day for nonsense', () => {
    for (const value of ['86401', '99999999999999999999', 'Fri, 01 Jan 2027 00:00:00 GMT']) {
      assert.equal(failed(429, '', { 'retry-after': value }).info.retryAfterMs, 86_400_000, value);
    }
  });

  const windows: [string, number | undefined][] = [
    ['The throttling threshold has been reached: policy user over ratelimit,limit:200,time:1 minute', 60_000],
    ['policy user over ratelimit,limit:200,time:5 minute', 300_000],
    ['policy api over ratelimit, limit: 6, time: 30 seconds', 30_000],
    ['TIME:2 HOURS', 7_200_000],
    ['time:3 day', 86_400_000],
    ['You may call this 10 times per 60 seconds.', 60_000],
    ['at most 200 requests per minute', 60_000],
    ['lifetime:5 minute', undefined],
    ['time:soon', undefined],
    ['permit:5 seconds', undefined],
  ];
  for (const [text, ms] of windows) {
    it(`reads a window of ${String(ms)} ms in "${text}"`, () => {
      assert.equal(failed(429, { error_code: 'APIGW.0308', error_msg: text }).info.windowMs, ms);
      assert.equal(failed(400, { error_code: 'CPS.0002', error_msg: text }).info.windowMs, undefined);
    });
  }

  it('gives the text of the cloud on one line of at most 300 characters', () => {
    const error_code = 'CPS.0002';
    assert.equal(failed(400, { error_code, error_msg: ' a\r\n\u0007b ' }).message, 'a b');
    assert.equal(failed(400, { error_code, error_msg: 'x'.repeat(999) }).message.length, 300);
    assert.equal(failed(400, { error: { title: 'Bad Request' } }, {}, 'iam').message, 'Bad Request');
    assert.equal(failed(400, { error_code }).message, 'The cloud answered with HTTP 400.');
  });

  it('does not name the address of a redirect that it cannot read', () => {
    assert.match(failed(302, '', { location: '/login?secret=1' }).message, /to another address\./);
    assert.match(failed(302, '').message, /to another address\./);
  });
});

describe('the advice', () => {
  it('is given for a code in any spelling, but not for an undocumented code', () => {
    assert.equal(adviceFor('cps0158'), adviceFor('CPS.0158'));
    assert.equal(adviceFor('KP.API.5005'), adviceFor('KOOPHONE.API.5005'));
    assert.equal(adviceFor('APIG.0301'), adviceFor('APIGW.0301'));
    assert.match(inEnglish(adviceFor('Common.00030008') ?? ''), /inside the cloud/);
    assert.equal(adviceFor('CPS.9876'), undefined);
  });
});
