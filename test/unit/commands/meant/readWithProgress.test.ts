import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { readWithProgress } from '../../../../src/commands/meant/readWithProgress';
import { type tell } from '../../../../src/ui/tell/tell';
import { TestClock } from '../../../support/testClock';
import { until } from '../../../support/until';

describe('reading a list for a command', () => {
  let clock: TestClock;
  /** What the notifications that were shown have: their title, and their cancel. */
  let shown: { readonly title: string | undefined; readonly cancel: () => void }[];
  let closed: number;

  const progress: (typeof tell)['progress'] = async (options, task) => {
    let cancel = (): void => undefined;
    const token = { onCancellationRequested: (listener: () => void) => void (cancel = listener) };
    const ended = task({ report: () => undefined }, token as unknown as vscode.CancellationToken);
    shown.push({ title: options.title, cancel });
    const result = await ended;
    closed += 1;
    return result;
  };

  beforeEach(() => {
    clock = new TestClock();
    shown = [];
    closed = 0;
  });

  it('shows nothing when it is quick, so that nothing stands beside the question that follows', async () => {
    let done: ((rows: string) => void) | undefined;
    const reading = readWithProgress(() => new Promise<string>((resolve) => (done = resolve)), clock, { progress });
    clock.advance(999);
    done?.('rows');
    assert.equal(await reading, 'rows');
    clock.advance(10_000);
    assert.deepEqual(shown, []);
    assert.equal(clock.pending, 0);
  });

  it('shows a notification after a second, which ends with it', async () => {
    let done: ((rows: string) => void) | undefined;
    const reading = readWithProgress(() => new Promise<string>((resolve) => (done = resolve)), clock, { progress });
    clock.advance(1000);
    assert.deepEqual(
      shown.map(({ title }) => title),
      ['Reading the list…'],
    );
    assert.equal(closed, 0);
    done?.('rows');
    assert.equal(await reading, 'rows');
    await until(() => closed === 1);
  });

  it('is given up with its notification', async () => {
    const reading = readWithProgress(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
      clock,
      { progress },
    );
    clock.advance(1000);
    shown[0]?.cancel();
    await assert.rejects(reading, { name: 'Canceled' });
    await until(() => closed === 1);
  });

  it('fails as the read does', async () => {
    await assert.rejects(
      readWithProgress(() => Promise.reject(new Error('No answer.')), clock, { progress }),
      /No answer/,
    );
    assert.equal(clock.pending, 0);
  });
});
