import assert from 'node:assert/strict';
import { instanceTexts, matches, serverTexts } from '../../../src/tree/filter';

const server = { id: 'ABC123', name: 'Web 01', address: '203.0.113.7' };
const instance = { id: 'i1', userId: '1008600000000000001', memberName: '王小明' };

describe('a filter', () => {
  const finds = (filter: string): boolean => matches(filter, serverTexts(server));

  it('shows everything when it is empty or blank', () => {
    assert.ok(finds(''));
    assert.ok(finds('  '));
  });

  it('finds parts of the name, the id and the address, in either case', () => {
    for (const filter of ['web', 'ABC', 'abc12', '113.7', '01']) {
      assert.ok(finds(filter), filter);
    }
    assert.ok(!finds('web02'));
  });

  it('wants every word, in whatever order and field', () => {
    assert.ok(finds('113 web abc'));
    assert.ok(!finds('113 web xyz'));
  });

  it('takes signs for what they are', () => {
    assert.ok(!finds('.*'));
    assert.ok(!finds('w?b'));
  });

  it('finds an instance by its user and member', () => {
    assert.ok(matches('0001', instanceTexts(instance)));
    assert.ok(matches('小明', instanceTexts(instance)));
    assert.ok(!matches('undefined', instanceTexts({ id: 'i2' })));
  });
});
