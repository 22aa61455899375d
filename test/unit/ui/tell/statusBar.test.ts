import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { type Operation, type TargetState } from '../../../../src/model/operation';
import { OperationStatus } from '../../../../src/ui/tell/statusBar';
import { TestClock } from '../../../support/testClock';

const SETTLED: TargetState = { id: 'a', name: 'a', phase: 'settled', result: 'succeeded' };
const operation = (settled: number, more: Partial<Operation> = {}): Operation => ({
  number: 1,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 0,
  targets: Array.from({ length: 4 }, (_, nth) => (nth < settled ? SETTLED : { id: 'b', name: 'b', phase: 'sent' })),
  ...more,
});

describe('the status bar while an operation runs', () => {
  let clock: TestClock;
  let item: { text: string; isShown: boolean } | undefined;
  let updates: number;
  let status: OperationStatus;

  beforeEach(() => {
    clock = new TestClock();
    item = undefined;
    updates = 0;
    status = new OperationStatus(clock, () => {
      const created = {
        text: '',
        isShown: false,
        show() {
          created.isShown = true;
          updates += 1;
        },
        hide() {
          created.isShown = false;
        },
        dispose: () => undefined,
      };
      item = created;
      return created as unknown as vscode.StatusBarItem;
    });
  });
  afterEach(() => {
    status.dispose();
  });

  const follow = (settled: number, more: Partial<Operation> = {}): void => {
    const now = operation(settled, more);
    status.follow({ kind: now.endedAt === undefined ? 'waiting' : 'done', operation: now });
  };

  it('shows its progress at once, then at most five times a second', () => {
    follow(0);
    assert.equal(item?.text, '$(sync~spin) Cloud Phone: 0 of 4');
    follow(1);
    follow(2);
    assert.equal(item.text, '$(sync~spin) Cloud Phone: 0 of 4');
    clock.advance(200);
    assert.equal(item.text, '$(sync~spin) Cloud Phone: 2 of 4');
    clock.advance(1000);
    assert.equal(updates, 2);
    follow(3);
    assert.equal(item.text, '$(sync~spin) Cloud Phone: 3 of 4');
  });

  it('is hidden as soon as the last one has ended', () => {
    follow(0);
    follow(1);
    follow(4, { endedAt: 5 });
    assert.equal(item?.isShown, false);
    clock.advance(1000);
    assert.equal(item.isShown, false);
  });

  it('says that an operation waits for a person', () => {
    follow(1, { hold: { why: 'canary', since: 1 } });
    assert.equal(item?.text, '$(bell-dot) Cloud Phone: waiting for you after the canary');
  });

  it('shows nothing of an operation of the history', () => {
    follow(4, { endedAt: 5 });
    assert.equal(item, undefined);
  });
});
