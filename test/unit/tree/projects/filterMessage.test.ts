import assert from 'node:assert/strict';
import { filterMessage } from '../../../../src/tree/projects/filterMessage';

const NONE = { servers: 0, phones: 0, instances: 0 };
const SOME = { servers: 1, phones: 2, instances: 0 };
const FAR = { read: 12_000, total: 60_000 };

describe('the message above the rows under a filter', () => {
  it('says what was found, and how far the reading of all phones is', () => {
    assert.equal(
      filterMessage('web', SOME, 'reading', FAR),
      'Filter “web”: 3 found (servers: 1, phones: 2, instances: 0). Reading: 12,000 of 60,000 phones.',
    );
    assert.match(filterMessage('web', SOME, 'reading', undefined), / More is being read\.$/);
  });

  it('says that nothing was found only when all was read', () => {
    assert.equal(filterMessage('web', NONE, 'reading', FAR), 'Filter “web”. Reading: 12,000 of 60,000 phones.');
    const nothing = 'Filter “web”: 0 found (servers: 0, phones: 0, instances: 0).';
    assert.equal(filterMessage('web', NONE, undefined, undefined), nothing);
    assert.equal(
      filterMessage('web', NONE, 'incomplete', undefined),
      `${nothing} Some lists could not be read, so results may be incomplete.`,
    );
  });
});
