import assert from 'node:assert/strict';
import { classify, layersOf } from '../../../../src/api/answer/classify';
import { ApiError } from '../../../../src/api/errors/errors';
import { type Answer, type RequestSpec } from '../../../../src/api/request/request';

type Rules = Pick<RequestSpec, 'service' | 'ownsCode'>;

const AT = Date.UTC(2026, 0, 1);

function answer(status: number, body: unknown, rules: Rules, headers: Record<string, string> = {}): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classify({ request: 'GET /v1/jobs/7', status, text, at: AT, header: (name) => headers[name] }, rules);
}

const fails = (status: number, body: unknown, rules: Rules) => {
  assert.throws(() => answer(status, body, rules), ApiError, `HTTP ${status}`);
};

describe('a successful response', () => {
  const cph: Rules = { service: 'cph' };
  const koophone: Rules = { service: 'koophone' };

  it('is one with a status from 200 to 299, and gives what the caller needs of it', () => {
    for (const status of [200, 201, 299]) {
      const given = answer(status, { jobs: [] }, cph, { 'x-request-id': 'r1', etag: 'e1' });
      assert.deepEqual([given.request, given.status, given.requestId], ['GET /v1/jobs/7', status, 'r1']);
      assert.deepEqual(given.body, { jobs: [] });
      assert.equal(given.header('etag'), 'e1');
    }
    fails(300, {}, cph);
  });

  it('may be empty, or hold nothing but spaces', () => {
    assert.equal(answer(204, '', cph).body, undefined);
    assert.equal(answer(200, ' \r\n', cph).body, undefined);
  });

  it('of KooPhone is one with the code 0 under HTTP 400 and 500 too', () => {
    for (const status of [400, 500]) {
      assert.deepEqual(answer(status, { error_code: '0' }, koophone).body, { error_code: '0' });
      fails(status, { error_code: '0' }, cph);
      fails(status, { error_code: 'KOOPHONE.API.1000' }, koophone);
      fails(status, {}, koophone);
    }
    fails(502, { error_code: '0' }, koophone);
  });

  it('may hold the code of the job that it describes', () => {
    const ofJobs: Rules = { service: 'cph', ownsCode: (body) => 'job_id' in body };
    const failedJob = { job_id: '7', error_code: 'CPS.0158' };
    assert.deepEqual(answer(200, failedJob, ofJobs).body, failedJob);
    assert.deepEqual(answer(299, failedJob, ofJobs).body, failedJob);
    fails(200, { error_code: 'CPS.0158' }, ofJobs);
    fails(200, failedJob, cph);
  });

  it('does not hold the code of a job when the status is no success: the request failed', () => {
    const ofJobs: Rules = { service: 'cph', ownsCode: () => true };
    assert.throws(
      () => answer(400, { error_code: 'CPS.0158' }, ofJobs),
      (error) => error instanceof ApiError && error.info.code === 'CPS.0158',
    );
  });

  it('that is a list or a text is not asked whether it owns a code', () => {
    const picky: Rules = { service: 'cph', ownsCode: (body) => 'job_id' in body };
    assert.deepEqual(answer(200, '[1]', picky).body, [1]);
    assert.equal(answer(200, '"done"', picky).body, 'done');
  });
});

describe('the layers of a body', () => {
  it('are the body, its data and the data in that, and no more', () => {
    const third = { data: { data: {} } };
    const second = { data: third };
    const first = { data: second };
    assert.deepEqual(layersOf(first), [first, second, third]);
    assert.deepEqual(layersOf({ data: [] }), [{ data: [] }]);
  });

  it('are none where the body is no object', () => {
    for (const body of [undefined, null, 'text', [{ error_code: 'CPS.0001' }]]) {
      assert.deepEqual(layersOf(body), []);
    }
  });
});
