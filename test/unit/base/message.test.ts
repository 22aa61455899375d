import assert from 'node:assert/strict';
import { inEnglish, message } from '../../../src/base/message';

describe('a message', () => {
  it('is filled in, also with other messages', () => {
    const why = message('the response was lost ({0})', 'HTTP 500');
    assert.equal(inEnglish(message('{1}: {0} of {0}', 7, why)), 'the response was lost (HTTP 500): 7 of 7');
  });

  it('keeps a place without a value', () => {
    assert.equal(inEnglish(message('{0} and {1}', 'one')), 'one and {1}');
  });

  it('that is a text of the cloud stays as it is, with its braces', () => {
    assert.equal(inEnglish('no {0} there'), 'no {0} there');
    assert.equal(inEnglish(message('It says: {0}', 'no {0} there')), 'It says: no {0} there');
  });
});
