import assert from 'node:assert/strict';
import { inEnglish, message } from '../../../src/base/message';

describe('a sentence', () => {
  it('is filled in, also with sentences', () => {
    const why = message('the answer was lost ({0})', 'HTTP 500');
    assert.equal(inEnglish(message('{1}: {0} of {0}', 7, why)), 'the answer was lost (HTTP 500): 7 of 7');
  });

  it('keeps a mark that nothing was given for', () => {
    assert.equal(inEnglish(message('{0} and {1}', 'one')), 'one and {1}');
  });

  it('of the cloud stays as it is, marks and all', () => {
    assert.equal(inEnglish('no {0} there'), 'no {0} there');
    assert.equal(inEnglish(message('It says: {0}', 'no {0} there')), 'It says: no {0} there');
  });
});
