import assert from 'node:assert/strict';
import { decode, encode } from '../../../../src/operations/journal/format/line';
import { firstWhole, resultsOf } from '../../../support/operations/harness';
import { endOf, first, Fleet } from '../../../support/operations/rolloutFleet';

describe('a rollout of another version', () => {
  it('of a verb that this version cannot roll out sends nothing more, and what was sent has a result', async () => {
    const fleet = new Fleet(4);
    const { window, harness } = fleet.openWindow();
    harness.operations.start(fleet.plan([2, 2]));
    await harness.until(() => fleet.posts.length === 1);
    window.kill();
    harness.operations.dispose();
    for (const name of fleet.folder.names('.jsonl')) {
      const lines = fleet.folder.text(name).trimEnd().split('\n');
      const edited = lines.map((text) => {
        const { line, epoch, json } = decode(text) ?? assert.fail(text);
        return encode(line, epoch, json.replace('"verb":"restart"', '"verb":"startPhones"'));
      });
      fleet.folder.files.set(name, edited.join(''));
    }
    const heir = fleet.open();
    await heir.operations.load();
    await heir.until(() => first(heir).hold?.why === 'reload');
    heir.operations.resume(1);
    await heir.until(() => first(heir).endedAt !== undefined);
    assert.deepEqual(resultsOf(await firstWhole(heir)), ['succeeded', 'succeeded', 'not sent', 'not sent']);
    assert.deepEqual([endOf(first(heir)), fleet.posts], ['cannotProve', [[1, 2]]]);
    assert.match(heir.log.join('\n'), /could not be read: startPhones has no health check/);
  });
});
