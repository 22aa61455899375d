import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../../src/base/event';
import { type Operation, type Result, type TargetState } from '../../../../src/model/operation';
import { type AnyOperation, summaryOf } from '../../../../src/model/operationSummary';
import { DEFAULT_POLICY, type Rollout } from '../../../../src/model/rollout';
import { type OperationChange } from '../../../../src/operations/common/events';
import { type OperationsNode } from '../../../../src/tree/operations/operationsNodes';
import { renderOperation } from '../../../../src/tree/operations/render';
import { operationTooltip } from '../../../../src/tree/operations/tooltip';
import { OperationsTree } from '../../../../src/tree/operations/tree';
import { TestClock } from '../../../support/testClock';

const target = (name: string, result: Result, more: Partial<TargetState> = {}): TargetState => ({
  id: `id-of-${name}`,
  name,
  phase: 'settled',
  result,
  ...more,
});
const plain = (...targets: readonly TargetState[]): Operation => ({
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 0,
  endedAt: 5_000,
  targets,
});
const ROLLOUT: Rollout = {
  policy: DEFAULT_POLICY,
  waves: [1, 2],
  mostDown: 2,
  wave: 1,
  step: 'over',
  heldMs: 0,
  end: 'stopped',
};
const ENDED: readonly Operation[] = [
  plain(target('a', 'succeeded'), target('b', 'failed'), target('c', 'not sent', { text: 'no' })),
  plain(target('a', 'succeeded')),
  { ...plain(target('a', 'succeeded'), target('b', 'unverified'), target('c', 'not sent')), rollout: ROLLOUT },
];
const row = (operation: AnyOperation): vscode.TreeItem => renderOperation({ kind: 'operation', operation }, 9_000);

describe('the row of an operation in the history', () => {
  it('and its tooltip say the same with and without its targets in memory', () => {
    for (const operation of ENDED) {
      const summary = summaryOf(operation);
      assert.deepEqual(row(summary), row(operation));
      const tooltip = (one: AnyOperation) => operationTooltip({ kind: 'operation', operation: one }, 9_000)?.value;
      assert.equal(tooltip(summary), tooltip(operation));
    }
  });
});

describe('the targets of an operation in the history', () => {
  let changes: Emitter<OperationChange>;
  let clock: TestClock;
  let drawn: (readonly OperationsNode[] | undefined)[];
  let known: AnyOperation[];
  let stored: Map<number, Operation>;
  let opened: number[];
  let tree: OperationsTree;

  beforeEach(() => {
    changes = new Emitter();
    clock = new TestClock();
    [drawn, known, opened] = [[], [], []];
    stored = new Map();
    const open = (number: number) => {
      opened.push(number);
      return Promise.resolve(stored.get(number));
    };
    const engine = { list: () => known, load: () => Promise.resolve(), open, onDidChange: changes.event };
    tree = new OperationsTree(engine, clock, (nodes) => drawn.push(nodes));
  });
  afterEach(() => {
    tree.dispose();
  });

  const keep = (operation: Operation): void => {
    known = [summaryOf(operation)];
    stored.set(operation.number, operation);
  };
  const labels = async (below: OperationsNode | undefined): Promise<unknown[]> =>
    (await tree.getChildren(below)).map((node) => tree.getTreeItem(node).label);

  it('are read when its row is expanded, and not before', async () => {
    keep(plain(target('a', 'succeeded'), target('b', 'failed')));
    const [operation] = await tree.getChildren();
    assert.ok(operation);
    tree.resolveTreeItem(tree.getTreeItem(operation), operation);
    assert.deepEqual(opened, []);
    assert.deepEqual(await labels(operation), ['b', 'a']);
    assert.deepEqual(opened, [3]);
    const [child] = await tree.getChildren(operation);
    assert.ok(child);
    assert.equal(tree.getTreeItem(child).description, 'failed');
    assert.equal(tree.getParent(child), operation);
  });

  it('stand below their waves when it was a rollout', async () => {
    keep({ ...plain(target('a', 'succeeded'), target('b', 'failed'), target('c', 'not sent')), rollout: ROLLOUT });
    const [operation] = await tree.getChildren();
    const [first, second] = await tree.getChildren(operation);
    assert.ok(operation && first && second);
    assert.deepEqual(
      [first, second].map((wave) => tree.getTreeItem(wave).description),
      ['1 succeeded', '1 failed · 1 untouched'],
    );
    assert.deepEqual([await labels(first), await labels(second)], [['a'], ['b', 'c']]);
    const [b] = await tree.getChildren(second);
    assert.ok(b);
    assert.equal(tree.getParent(b), second);
    assert.deepEqual(opened, [3], 'it is read once for all of its waves');
  });

  it('are none when it cannot be read', async () => {
    keep(plain(target('a', 'succeeded')));
    stored.clear();
    const [operation] = await tree.getChildren();
    assert.deepEqual(await tree.getChildren(operation), []);
  });

  it('leave the view when it is packed: the list is drawn anew', async () => {
    const running = plain(target('a', 'succeeded'));
    known = [running];
    const [before] = await tree.getChildren();
    keep(running);
    changes.fire({ kind: 'packed', operation: summaryOf(running) });
    assert.deepEqual(drawn, [undefined]);
    const [after] = await tree.getChildren();
    assert.ok(before?.kind === 'operation' && after?.kind === 'operation');
    assert.deepEqual(after.operation, summaryOf(running));
  });

  it('are read again after a correction', async () => {
    keep(plain(target('a', 'timed out')));
    const [operation] = await tree.getChildren();
    await tree.getChildren(operation);
    keep(plain(target('a', 'succeeded')));
    changes.fire({ kind: 'corrected', operation: summaryOf(plain(target('a', 'succeeded'))) });
    assert.deepEqual(drawn, [[operation]]);
    const [child] = await tree.getChildren(operation);
    assert.ok(operation && child);
    assert.equal(tree.getTreeItem(child).description, 'succeeded');
    assert.match(String(tree.getTreeItem(operation).description), /^1 of 1 · \d+ yr\. ago$/);
  });
});
