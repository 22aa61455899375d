import assert from 'node:assert/strict';

import { PhoneOutages } from '../../cloud/wire/outages';

describe('the phones of one server that were down at once', () => {
  const cases: readonly (readonly [string, readonly (readonly [string, number, number])[], number])[] = [
    ['are none without an outage', [], 0],
    [
      'are those whose outages overlap',
      [
        ['a', 0, 5],
        ['b', 4, 9],
        ['c', 8, 9],
      ],
      2,
    ],
    [
      'are not those of which one goes down when the other is back',
      [
        ['a', 0, 5],
        ['b', 5, 9],
      ],
      1,
    ],
    [
      'count once when the outages of a phone overlap',
      [
        ['a', 0, 5],
        ['a', 3, 9],
      ],
      1,
    ],
    [
      'are still down when a short outage ends within a long one',
      [
        ['a', 0, 9],
        ['a', 2, 3],
        ['b', 5, 6],
      ],
      2,
    ],
    [
      'stay down after a failure',
      [
        ['a', 0, Infinity],
        ['b', 50, 51],
      ],
      2,
    ],
    [
      'are back after a failure when a later job brings them back',
      [
        ['a', 0, Infinity],
        ['a', 5, 9],
        ['b', 20, 21],
      ],
      1,
    ],
  ];
  for (const [what, outages, most] of cases) {
    it(what, () => {
      const phones = new PhoneOutages();
      for (const [phoneId, from, to] of outages) {
        phones.add('server', { phoneIds: [phoneId], from, to });
      }
      assert.equal(phones.mostOfOneServer(), most);
      assert.equal(phones.mostOfOneServer('server'), most);
      assert.equal(phones.mostOfOneServer('other'), 0);
    });
  }

  it('include the last one for longer, when it is back later than its server', () => {
    const phones = new PhoneOutages();
    phones.addServer({ serverId: 's', phoneIds: ['a', 'b'], lastPhoneBackAt: 20 }, { from: 0, to: 5 });
    phones.add('s', { phoneIds: ['a'], from: 18, to: 19 });
    phones.add('s', { phoneIds: ['c'], from: 18, to: 25 });
    assert.equal(phones.mostOfOneServer('s'), 3);
  });
});
