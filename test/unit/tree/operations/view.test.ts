import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../../src/base/event';
import { type HoldReason, type Operation } from '../../../../src/model/operation';
import { type OperationChange } from '../../../../src/operations/common/events';
import { type OperationsNode } from '../../../../src/tree/operations/operationsNodes';
import { OperationsTree } from '../../../../src/tree/operations/tree';
import { OperationsView } from '../../../../src/tree/operations/view';
import { TestClock } from '../../../support/testClock';

const operation = (number: number, why?: HoldReason): Operation => ({
  number,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 0,
  targets: [{ id: 'a', name: 'a', phase: 'waiting' }],
  ...(why === undefined ? {} : { hold: { why, since: 0 } }),
});

describe('the Operations view as VS Code has it', () => {
  let clock: TestClock;
  let running: readonly Operation[];
  let shown: { visible: boolean; selection: readonly OperationsNode[]; badge: vscode.ViewBadge | undefined };
  let visibility: Emitter<void>;
  let changes: Emitter<OperationChange>;
  let drawn: (readonly OperationsNode[] | undefined)[];
  let tree: OperationsTree;
  let view: OperationsView;

  beforeEach(() => {
    clock = new TestClock(0);
    [running, drawn] = [[], []];
    shown = { visible: true, selection: [], badge: undefined };
    visibility = new Emitter();
    changes = new Emitter();
    const engine = {
      list: () => running,
      load: () => Promise.resolve(),
      open: () => Promise.resolve(undefined),
      onDidChange: changes.event,
    };
    tree = new OperationsTree(engine, clock, (nodes) => drawn.push(nodes));
    // The badge is set on the object itself.
    const part = Object.assign(shown, { onDidChangeVisibility: visibility.event });
    view = new OperationsView({ view: part, tree, running: () => running, clock });
  });
  afterEach(() => {
    view.dispose();
    tree.dispose();
  });

  function show(visible: boolean): void {
    shown.visible = visible;
    visibility.fire();
  }

  it('has a badge that counts what waits for a person, and nothing else', () => {
    const badge = () => shown.badge && [shown.badge.value, shown.badge.tooltip];
    for (const [now, expected] of [
      [[operation(1)], undefined],
      [
        [operation(1), operation(2, 'canary')],
        [1, '1 operation waits for you'],
      ],
      [
        [operation(1, 'reload'), operation(2, 'paused'), operation(3)],
        [2, '2 operations wait for you'],
      ],
      [[operation(3)], undefined],
    ] as const) {
      running = now;
      view.follow({ kind: 'progressed' });
      assert.deepEqual(badge(), expected);
    }
  });

  it('draws a row again when it says another time, and only while it is visible', async () => {
    running = [operation(1)];
    const [row] = await tree.getChildren();
    assert.ok(row);
    const description = (): string => String(tree.getTreeItem(row).description);
    clock.advance(30_000);
    assert.equal(description(), '0 of 1 · just now');
    clock.advance(30_000);
    assert.deepEqual(drawn, [[row]]);
    assert.equal(description(), '0 of 1 · 1 min. ago');
    show(false);
    clock.advance(600_000);
    assert.equal(drawn.length, 1);
    show(true);
    clock.advance(250);
    assert.equal(drawn.length, 2);
    assert.equal(description(), '0 of 1 · 11 min. ago');
  });
});
