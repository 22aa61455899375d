import assert from 'node:assert/strict';
import { plainText } from '../../../../src/ui/words/plainText';

describe('a text of the cloud in a row', () => {
  it('stays on one line, also with line breaks and control characters in it', () => {
    assert.equal(plainText('a\nb\r\nc\u2028d\u2029e\tf\u0000g\u0085h'), 'a b c d e f g h');
  });

  it('cannot turn the direction of the text after it', () => {
    assert.equal(plainText('\u202egnp\u202c.exe \u2066x\u2069 \u200fy\u200e \u061cz'), 'gnp.exe x y z');
  });

  it('contains no invisible characters', () => {
    assert.equal(plainText('ad\u200bmin\ufeff\u2060'), 'admin');
  });

  it('keeps letters of any script, and emoji of several characters', () => {
    for (const text of ['云手机 ①', 'مرحبا', 'नमस्ते क्‍ष', '👩‍👩‍👧', '  two  blanks  ', '']) {
      assert.equal(plainText(text), text);
    }
  });
});
