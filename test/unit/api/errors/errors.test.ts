import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { message } from '../../../../src/base/message';

describe('the error of a call', () => {
  it('keeps what happened, in words that can be translated, and the error that it came from', () => {
    const cause = new Error('ECONNRESET');
    const said = message('The cloud answered with HTTP {0}.', 502);
    const error = new ApiError('network', said, { status: 502 }, cause);
    assert.deepEqual(
      [error.name, error.kind, error.message],
      ['ApiError', 'network', 'The cloud answered with HTTP 502.'],
    );
    assert.deepEqual([error.said, error.info, error.cause], [said, { status: 502 }, cause]);
  });

  it('has no cause, not even an empty one, where it came from no other error', () => {
    const error = new ApiError('refused', 'no');
    assert.ok(!('cause' in error));
    assert.deepEqual(error.info, {});
  });
});
