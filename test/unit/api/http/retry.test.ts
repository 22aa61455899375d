import assert from 'node:assert/strict';
import { ApiError, type ErrorInfo, type ErrorKind } from '../../../../src/api/errors/errors';
import { pauseAfter, retryPauseMs } from '../../../../src/api/http/retry';

const error = (kind: ErrorKind, info: ErrorInfo = {}) => new ApiError(kind, 'no', info);

describe('the pause before a request is sent again', () => {
  it('is no shorter than the window of the quota, and has a random part beside it', () => {
    const throttled = error('throttled', { status: 429, windowMs: 60_000 });
    assert.deepEqual(
      [0, 0.5].map((random) => pauseAfter(throttled, 1, random)),
      [60_000, 60_500],
    );
    assert.equal(pauseAfter(error('throttled', { windowMs: 1000 }), 1, 0.5), 3000);
  });

  it('doubles with each try up to a minute, where nobody asks for another', () => {
    const throttled = error('throttled', { status: 429 });
    assert.deepEqual(
      [1, 2, 3, 5, 6, 9].map((tries) => pauseAfter(throttled, tries, 0)),
      [2000, 4000, 8000, 32_000, 60_000, 60_000],
    );
  });
});

describe('a failed request', () => {
  const read = { acts: false };
  const act = { acts: true };
  const isRepeated = (failure: ApiError, request: typeof read) => retryPauseMs(failure, request, 1, 0) !== undefined;

  it('that acts is sent again only when it surely did not run', () => {
    assert.ok(isRepeated(error('throttled', { status: 429, didNotRun: true }), act));
    assert.ok(isRepeated(error('network', { didNotRun: true }), act));
    assert.ok(!isRepeated(error('network'), act));
    assert.ok(!isRepeated(error('throttled', { status: 500 }), act));
    assert.ok(!isRepeated(error('network', { status: 200, didNotRun: true }), act));
  });

  it('that reads is sent again when it may soon succeed', () => {
    assert.ok(isRepeated(error('network'), read));
    assert.ok(isRepeated(error('server', { status: 503 }), read));
    assert.ok(!isRepeated(error('network', { status: 200 }), read));
    assert.ok(!isRepeated(error('server', { status: 500 }), read));
    assert.ok(!isRepeated(error('refused', { status: 503, didNotRun: true }), read));
  });
});
