import assert from 'node:assert/strict';
import { omitUndefined } from '../../../src/base/omitUndefined';

describe('leaving out undefined fields', () => {
  it('keeps every other value, in their order', () => {
    const fields = { a: undefined, b: null, c: 0, d: '', e: false, f: NaN, g: { h: undefined } };
    const rest: { readonly a?: string; readonly b: null } = omitUndefined(fields);
    assert.deepEqual(Object.entries(rest), Object.entries(fields).slice(1));
  });

  it('fits a type whose optional fields must not be undefined', () => {
    const code = undefined as string | undefined;
    const answer: { readonly id: string; readonly code?: string } = omitUndefined({ id: '1', code });
    assert.equal(Object.hasOwn(answer, 'code'), false);
  });
});
