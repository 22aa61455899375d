import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { diskFault, NotRecorded } from '../../../../src/operations/journal/notRecorded';
import { diskError } from '../../../support/replaced';

describe('what a disk says', () => {
  it('is told by the code of its error, without the path that the text of the error names', () => {
    for (const [error, said] of [
      [diskError('ENOSPC'), 'the disk is full'],
      [diskError('EROFS'), 'the disk is read-only'],
      [diskError('EMFILE'), 'the disk has a fault (EMFILE)'],
      [new Error('/home/somebody/file'), 'the disk has a fault'],
      [{ code: 'ENOSPC' }, 'the disk has a fault'],
      [undefined, 'the disk has a fault'],
    ] as const) {
      assert.equal(inEnglish(diskFault(error)), said);
    }
  });

  it('is the cause of what could not be recorded', () => {
    const error = new NotRecorded(diskError('EROFS'));
    assert.equal((error.cause as NodeJS.ErrnoException).code, 'EROFS');
    assert.match(inEnglish(error.said), /could not be recorded on this machine: the disk is read-only\.$/);
  });
});
