import assert from 'node:assert/strict';
import { plainText } from '../../../../src/ui/words/plainText';

describe('a text of the cloud in a row', () => {
  it('stays on one line, whatever breaks lines in it', () => {
    assert.equal(plainText('a\nb\r\nc\u2028d\u2029e\tf\u0000g\u0085h'), 'a b c d e f g h');
  });

  it('cannot turn the direction of what stands after it', () => {
    assert.equal(plainText('\u202egnp\u202c.exe \u2066x\u2069 \u200fy\u200e \u061cz'), 'gnp.exe x y z');
  });

  it('hides nothing that is not seen', () => {
    assert.equal(plainText('ad\u200bmin\ufeff\u2060'), 'admin');
  });

  it('leaves everything else alone: letters of any script, and emoji made of several', () => {
    for (const text of ['云手机 ①', 'مرحبا', 'नमस्ते क्‍ष', '👩‍👩‍👧', '  two  blanks  ', '']) {
      assert.equal(plainText(text), text);
    }
  });
});
