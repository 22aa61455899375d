import assert from 'node:assert/strict';
import { adviceFor } from '../../../src/api/advice';
import { classify } from '../../../src/api/classify';
import { failureCode, normaliseCode } from '../../../src/api/codes';
import { ApiError, type ErrorKind } from '../../../src/api/errors';
import { inEnglish } from '../../../src/model/text';

const REQUEST = 'POST /v1/instances/reboot';

const judge = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  service: 'cph' | 'koophone' = 'cph',
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

describe('the judgement of an answer', () => {
  const withCode: [string, number, ErrorKind, boolean][] = [
    ['CPS.0001', 400, 'forbidden', true],
    ['CPS0005', 400, 'notFound', true],
    ['CPS.0003', 400, 'server', false],
    ['CPS.0054', 400, 'server', false],
    ['CPS.0042', 400, 'server', true],
    ['CPS.0042', 500, 'server', true],
    ['CPS.0158', 400, 'refused', true],
    ['CPS.0158', 200, 'refused', true],
    ['CPS.0158', 500, 'refused', true],
    ['CPS.9876', 400, 'refused', true],
    ['CPS.9876', 500, 'server', false],
    ['APIG.0301', 401, 'auth', true],
    ['APIGW.0303', 401, 'auth', true],
    ['APIGW.0305', 401, 'auth', true],
    ['APIG.0307', 401, 'auth', true],
    ['APIG.0302', 403, 'forbidden', true],
    ['APIG.0304', 403, 'forbidden', true],
    ['APIG.0306', 403, 'forbidden', true],
    ['APIG.0310', 403, 'forbidden', true],
    ['APIG.0401', 403, 'forbidden', true],
    ['APIG.0402', 403, 'forbidden', true],
    ['APIG.0404', 403, 'forbidden', true],
    ['APIG.0802', 403, 'forbidden', true],
    ['APIG.0308', 429, 'throttled', true],
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
    ['KooPhone.API.1001', 401, 'forbidden', true],
    ['koophone.api.9999', 500, 'server', false],
    ['KP.API.2210', 200, 'refused', true],
    ['KPAPI.61812', 400, 'refused', true],
    ['common.00030008', 400, 'server', false],
    ['KOOPHONE.adMgmt.0077', 400, 'server', false],
    ['SOMETHING.1', 200, 'refused', false],
    ['SOMETHING.1', 403, 'forbidden', true],
  ];
  for (const [code, status, kind, didNotRun] of withCode) {
    it(`takes ${code} under HTTP ${status} for ${kind}, ${didNotRun ? 'and nothing ran' : 'and it may have run'}`, () => {
      const { info, ...error } = failed(status, { error_code: code, error_msg: 'text' });
      assert.deepEqual([error.kind, info.didNotRun === true], [kind, didNotRun]);
      assert.equal(info.code, normaliseCode(code));
      assert.equal(info.iamAction, kind === 'forbidden' ? 'cph:servers:restart' : undefined);
      assert.deepEqual([info.status, info.request], [status, REQUEST]);
    });
  }

  const withoutCode: [number, string, ErrorKind, boolean][] = [
    [200, '<html>proxy</html>', 'badResponse', false],
    [200, '{"half":', 'badResponse', false],
    [400, 'Bad Request', 'badResponse', false],
    [400, '{}', 'refused', false],
    [401, '', 'auth', true],
    [403, '<html>', 'forbidden', true],
    [404, '{"error":{"code":404,"message":"no","title":"Not Found"}}', 'notFound', true],
    [405, '', 'refused', false],
    [407, '<html>', 'network', true],
    [408, '', 'timeout', false],
    [429, '', 'throttled', true],
    [500, '{"error_code":"0"}', 'server', false],
    [502, '<html>', 'server', false],
    [304, '', 'redirect', true],
  ];
  for (const [status, text, kind, didNotRun] of withoutCode) {
    it(`takes HTTP ${status} with ${text || 'nothing'} for ${kind}`, () => {
      const { info, ...error } = failed(status, text);
      assert.deepEqual([error.kind, info.didNotRun === true, info.code], [kind, didNotRun, undefined]);
    });
  }

  it('takes the failure where one place says success and another does not', () => {
    const { info } = failed(200, { error_code: '0', data: { error_code: 'KOOPHONE.API.1000' } }, {}, 'koophone');
    assert.equal(info.code, 'KOOPHONE.API.1000');
  });

  it('takes no code at all, in whatever way it is written, for success', () => {
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
    assert.equal(after('86400'), 60_000);
    assert.equal(after('soon'), undefined);
  });

  it('says what the cloud said, on one line of bearable length', () => {
    assert.equal(failed(400, { error_msg: ' a\r\n\u0007b ' }).message, 'a b');
    assert.equal(failed(400, { error_msg: 'x'.repeat(999) }).message.length, 300);
    assert.equal(failed(400, { error: { title: 'Bad Request' } }).message, 'Bad Request');
    assert.equal(failed(400, {}).message, 'The cloud answered with HTTP 400.');
  });

  it('does not name the address of a redirect that it cannot read', () => {
    assert.match(failed(302, '', { location: '/login?secret=1' }).message, /to another address\./);
    assert.match(failed(302, '').message, /to another address\./);
  });
});

describe('the advice', () => {
  it('is given for a code in any spelling, and for no code that nobody describes', () => {
    assert.equal(adviceFor('cps0158'), adviceFor('CPS.0158'));
    assert.equal(adviceFor('KP.API.5005'), adviceFor('KOOPHONE.API.5005'));
    assert.equal(adviceFor('APIG.0301'), adviceFor('APIGW.0301'));
    assert.match(inEnglish(adviceFor('Common.00030008') ?? ''), /inside the cloud/);
    assert.equal(adviceFor('CPS.9876'), undefined);
  });
});
