import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFilter, type Term } from '../../../src/arrange/parseFilter';

const terms = (text: string): string[] =>
  parseFilter(text).terms.map(({ key, value, isNegated }) => `${isNegated ? '-' : ''}${key}=${value}`);

describe('a parsed filter', () => {
  it('has words in lower case, and no term when it is empty or blank', () => {
    assert.deepEqual(terms('  Web  ABC12 '), ['text=web', 'text=abc12']);
    assert.deepEqual(terms(''), []);
    assert.deepEqual(terms(' \t '), []);
  });

  it('has keys with values, in any case, also with the full-width colon of an input method', () => {
    assert.deepEqual(terms('status:Abnormal USER:42 model:rx1 az:4a server:web-01'), [
      'status=abnormal',
      'user=42',
      'model=rx1',
      'az=4a',
      'server=web-01',
    ]);
    assert.deepEqual(terms('status：异常 王小明'), ['status=异常', 'text=王小明']);
  });

  it('keeps text in quotes together, straight or curly, closed or not', () => {
    assert.deepEqual(terms('"a  b" status:"shut down" “王 小明” "open end'), [
      'text=a b',
      'status=shut down',
      'text=王 小明',
      'text=open end',
    ]);
  });

  it('negates a term after a minus, but not a minus alone or in a name', () => {
    assert.deepEqual(terms('-web -status:running - web-01 "-x"'), [
      '-text=web',
      '-status=running',
      'text=-',
      'text=web-01',
      'text=-x',
    ]);
  });

  it('ignores a key without a value', () => {
    assert.deepEqual(terms('status: web'), ['text=web']);
    assert.deepEqual(terms('-user:'), []);
  });

  it('searches a word with an unknown key as text, and reports the key', () => {
    const filter = parseFilter('stauts:abnormal fe80::1 http://x');
    assert.deepEqual(filter.unknownKeys, ['stauts', 'http']);
    assert.deepEqual(
      filter.terms.map(({ value }) => value),
      ['stauts:abnormal', 'fe80::1', 'http://x'],
    );
  });

  it('accepts any text, and every term has a value without line breaks', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('a', '-', ':', '"', ' ', '“', 'status', '\n', '：') }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const isRight = ({ value }: Term): boolean => value !== '' && !/[\r\n"“”]/.test(value);
        return parseFilter(text).terms.every(isRight);
      }),
    );
  });
});
