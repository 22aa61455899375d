import assert from 'node:assert/strict';
import { readAllPages } from '../../../src/base/paging';
import { turnOfTheLoop, until } from '../../support/until';

const SIZE = 2;
const TOTAL = 8;

describe('the pages of a list as they come', () => {
  it('are passed on in the order of the list, whichever comes first, and none before an earlier page', async () => {
    const told: string[] = [];
    const answers = new Map<number, () => void>();
    const reading = readAllPages<{ readonly id: number }>({
      size: SIZE,
      maxConcurrent: 4,
      signal: new AbortController().signal,
      idOf: ({ id }) => String(id),
      warn: (line) => told.push(line),
      soFar: (rows, total) => told.push(`${rows.map(({ id }) => id).join('')} of ${total}`),
      read: async (index) => {
        if (index > 0) {
          await new Promise<void>((resolve) => answers.set(index, resolve));
        }
        const rows = Array.from({ length: SIZE }, (_, place) => ({ id: index * SIZE + place }));
        return { rows, received: SIZE, total: TOTAL };
      },
    });
    for (const index of [2, 1, 3]) {
      await until(() => answers.has(index));
      answers.get(index)?.();
      await turnOfTheLoop();
    }
    const { rows } = await reading;
    assert.equal(rows.map(({ id }) => id).join(''), '01234567');
    assert.deepEqual(told, ['01 of 8', '012345 of 8']);
  });
});
