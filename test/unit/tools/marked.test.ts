import assert from 'node:assert/strict';
import { withMarked } from '../../tools/texts/marked';

describe('A part of a paper that is made by a command', () => {
  it('takes the place of the one before and touches nothing else', () => {
    const before = 'Above\n\n<!-- rows:begin -->\n\nold\n\n<!-- rows:end -->\n\nBelow\n';
    const after = withMarked(before, 'rows', 'new');
    assert.equal(after, 'Above\n\n<!-- rows:begin -->\n\nnew\n\n<!-- rows:end -->\n\nBelow\n');
    assert.equal(withMarked(after, 'rows', 'new'), after);
  });

  it('needs its marks', () => {
    assert.throws(() => withMarked('no marks', 'rows', 'new'), /rows:begin/);
  });
});
