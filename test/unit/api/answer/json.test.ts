import assert from 'node:assert/strict';
import { parseJson } from '../../../../src/api/answer/json';

describe('the JSON of the cloud', () => {
  it('is read as JSON.parse reads it where no number is too long', () => {
    const text = '{"a":[1,-2.5,1e3,"7"],"b":{"c":null,"d":true},"a2":900719925474099}';
    assert.deepEqual(parseJson(text), JSON.parse(text));
  });

  for (const [place, text, value] of [
    ['after a colon', '{"user_id":9007199254740993}', { user_id: '9007199254740993' }],
    ['after spaces', '{"user_id":  \n 9007199254740993}', { user_id: '9007199254740993' }],
    ['first in a list', '[9007199254740993]', ['9007199254740993']],
    ['later in a list', '[1,9007199254740993]', [1, '9007199254740993']],
    ['below zero', '{"n":-9007199254740993}', { n: '-9007199254740993' }],
    ['with more than 19 digits', '{"n":12345678901234567890123}', { n: '12345678901234567890123' }],
  ] as const) {
    it(`keeps every digit of a whole number beyond 2^53: ${place}`, () => {
      assert.deepEqual(parseJson(text), value);
    });
  }

  it('gives all other numbers of the same text as numbers', () => {
    const text = '{"id":9007199254740993,"few":5,"safe":9007199254740991,"fraction":9007199254740993.5,"big":1e30}';
    assert.deepEqual(parseJson(text), {
      id: '9007199254740993',
      few: 5,
      safe: 9007199254740991,
      fraction: Number('9007199254740993.5'),
      big: 1e30,
    });
  });

  it('has the last value of a key that comes twice, with and without a long number', () => {
    assert.deepEqual(parseJson('{"a":1,"a":2}'), { a: 2 });
    assert.deepEqual(parseJson('{"a":1,"a":9007199254740993}'), { a: '9007199254740993' });
  });

  it('may begin with a byte order mark', () => {
    assert.deepEqual(parseJson('\uFEFF{"a":1}'), { a: 1 });
    assert.deepEqual(parseJson('\uFEFF{"a":9007199254740993}'), { a: '9007199254740993' });
  });

  it('is refused when it is cut off', () => {
    assert.throws(() => parseJson('{"a":'));
    assert.throws(() => parseJson('{"a":9007199254740993'));
  });
});
