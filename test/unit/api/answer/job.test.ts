import assert from 'node:assert/strict';
import { reasonOf } from '../../../../src/api/answer/job';

describe('the reason of a job', () => {
  const row = { error_code: 'CPS0158', error_msg: ' not\nready ', execute_msg: 'other' };

  it('is told of a failed job, from the first text that says something', () => {
    assert.deepEqual(reasonOf('failed', row), { code: 'CPS.0158', text: 'not ready' });
    assert.deepEqual(reasonOf('failed', { ...row, error_msg: ' ' }), { code: 'CPS.0158', text: 'other' });
    assert.deepEqual(reasonOf('failed', { error_code: '0' }), { code: undefined, text: undefined });
  });

  it('is told of no other job', () => {
    for (const state of ['running', 'succeeded'] as const) {
      assert.deepEqual(reasonOf(state, row), { code: undefined, text: undefined });
    }
  });
});
