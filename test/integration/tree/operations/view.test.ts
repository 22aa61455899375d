import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../../package.json';
import { Emitter } from '../../../../src/base/event';
import { type Operation, type Result, type TargetState } from '../../../../src/model/operation';
import { type OperationChange } from '../../../../src/operations/common/events';
import { RESULTS } from '../../../../src/model/results';
import { type OperationsNode } from '../../../../src/tree/operations/operationsNodes';
import { OperationsTree } from '../../../../src/tree/operations/tree';
import { renderOperation } from '../../../../src/tree/operations/render';
import { TestClock } from '../../../support/testClock';

const START = Date.UTC(2026, 0, 5, 8);

const target = (name: string, more: Partial<TargetState> = {}): TargetState => ({
  id: `id-of-${name}`,
  name,
  phase: 'waiting',
  ...more,
});
const settled = (name: string, result: Result, more: Partial<TargetState> = {}): TargetState =>
  target(name, { phase: 'settled', result, ...more });
const operation = (more: Partial<Operation> = {}): Operation => ({
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  targets: [target('web-01')],
  startedAt: START,
  ...more,
});
const ended = (...targets: TargetState[]): Operation => operation({ targets, endedAt: START + 61_000 });
const draw = (node: OperationsNode): vscode.TreeItem => renderOperation(node, START + 1_000);
const drawOperation = (one: Operation): vscode.TreeItem => draw({ kind: 'operation', operation: one });
const drawTarget = (one: TargetState): vscode.TreeItem =>
  draw({ kind: 'target', number: 3, verb: 'restart', place: 0, target: one });
const iconOf = ({ iconPath }: vscode.TreeItem): string => (iconPath instanceof vscode.ThemeIcon ? iconPath.id : '');

describe('the row of an operation', () => {
  it('says its number, the verb, the progress, the failures and how long ago it ended', () => {
    const over = ended(settled('a', 'succeeded'), settled('b', 'failed'), settled('c', 'unknown'));
    const item = renderOperation({ kind: 'operation', operation: over }, START + 361_000);
    assert.equal(item.label, '#3 Restart servers');
    assert.equal(item.description, '3 of 3 · 2 failed · 5 min. ago');
    assert.equal(iconOf(item), 'error');
    assert.equal(item.accessibilityInformation?.label, `#3 Restart servers, ${item.description}`);
  });

  it('counts while it runs, and says that the cloud throttles', () => {
    const running = operation({ targets: [settled('a', 'succeeded'), target('b', { phase: 'sent' })] });
    assert.equal(drawOperation(running).description, '1 of 2 · just now');
    assert.equal(iconOf(drawOperation(running)), 'sync~spin');
    const throttled = { ...running, throttledUntil: START + 4_500 };
    assert.equal(drawOperation(throttled).description, '1 of 2 · throttled, waiting 4 s · just now');
  });

  it('has the icon of success only when nothing failed', () => {
    assert.equal(iconOf(drawOperation(ended(settled('a', 'succeeded'), settled('b', 'unverified')))), 'pass');
    for (const result of ['failed', 'rejected', 'timed out', 'unknown'] as const) {
      assert.equal(iconOf(drawOperation(ended(settled('a', 'succeeded'), settled('b', result)))), 'error', result);
    }
    const stopped = ended(settled('a', 'succeeded'), settled('b', 'not sent'));
    assert.equal(iconOf(drawOperation(stopped)), 'pass', 'a person kept it from leaving');
    const offline = ended(settled('a', 'succeeded'), settled('b', 'not sent', { text: 'cannot be reached' }));
    assert.equal(iconOf(drawOperation(offline)), 'error', 'it could not leave');
  });
});

describe('the row of a target', () => {
  it('says each result in words, with an icon of its own, and the code of what failed', () => {
    const items = RESULTS.map((result) => drawTarget(settled('web-01', result, { code: 'CPS.0158' })));
    assert.deepEqual(
      items.map(({ description }) => description),
      RESULTS.map((result) => (result === 'succeeded' ? 'succeeded' : `${result} · CPS.0158`)),
    );
    const looks = items.map(({ iconPath }) => JSON.stringify(iconPath));
    assert.equal(new Set(looks).size, RESULTS.length);
    for (const item of items) {
      assert.equal(item.label, 'web-01');
      assert.equal(item.accessibilityInformation?.label, `Server, web-01, ${String(item.description)}`);
    }
  });

  it('says when it waits and when it runs, and shows the id when there is no name', () => {
    assert.equal(drawTarget(target('a')).description, 'waiting');
    assert.equal(drawTarget(target('a', { phase: 'sent' })).description, 'running');
    assert.equal(drawTarget({ ...target(''), id: 'kp01' }).label, 'kp01');
  });
});

/** A stand-in for the engine: it has only the events and the list. */
class Engine {
  readonly changes = new Emitter<OperationChange>();
  readonly onDidChange = this.changes.event;
  known: Operation[] = [];
  loads = 0;
  list(): readonly Operation[] {
    return this.known;
  }
  open(number: number): Promise<Operation | undefined> {
    return Promise.resolve(this.known.find((one) => one.number === number));
  }
  load(): Promise<void> {
    this.loads += 1;
    return Promise.resolve();
  }
}

describe('the Operations view', () => {
  let engine: Engine;
  let clock: TestClock;
  let drawn: (readonly OperationsNode[] | undefined)[];
  let tree: OperationsTree;

  beforeEach(() => {
    engine = new Engine();
    clock = new TestClock();
    drawn = [];
    tree = new OperationsTree(engine, clock, (nodes) => {
      drawn.push(nodes);
    });
  });
  afterEach(() => {
    tree.dispose();
  });

  it('loads the stored operations when it is first shown, and shows the list of the engine in its order', async () => {
    engine.known = [operation({ number: 2 }), operation({ number: 1 })];
    const rows = await tree.getChildren();
    assert.equal(engine.loads, 1);
    assert.deepEqual(
      rows.map((row) => tree.getTreeItem(row).id),
      ['#2', '#1'],
    );
  });

  it('keeps rows in place while an operation runs, and puts failures first when it has ended', async () => {
    const running = operation({ targets: [settled('a', 'succeeded'), settled('b', 'failed'), target('c')] });
    engine.known = [running];
    const [row] = await tree.getChildren();
    assert.ok(row);
    const labels = async () => (await tree.getChildren(row)).map((node) => tree.getTreeItem(node).label);
    assert.deepEqual(await labels(), ['a', 'b', 'c']);
    const over = ended(settled('a', 'succeeded'), settled('b', 'failed'), settled('c', 'rejected'));
    engine.changes.fire({ kind: 'done', operation: over });
    assert.deepEqual(await labels(), ['b', 'c', 'a']);
  });

  it('draws only the operation that changed, at most once in 250 ms', async () => {
    const running = operation({ targets: [target('a'), target('b')] });
    engine.known = [running, operation({ number: 1 })];
    const [row] = await tree.getChildren();
    const change: OperationChange = { kind: 'target', operation: running, target: settled('a', 'succeeded') };
    for (let times = 0; times < 50; times += 1) {
      engine.changes.fire(change);
    }
    assert.deepEqual(drawn, [[row]]);
    clock.advance(250);
    assert.deepEqual(drawn, [[row], [row]]);
  });

  it('draws the list anew when an operation begins or is removed', async () => {
    await tree.getChildren();
    engine.changes.fire({ kind: 'accepted', operation: operation() });
    assert.deepEqual(drawn, [undefined]);
    engine.known = [operation()];
    await tree.getChildren();
    clock.advance(250);
    engine.changes.fire({ kind: 'removed', operation: operation() });
    clock.advance(250);
    assert.deepEqual(drawn, [undefined, undefined]);
  });

  it('shows the newest state of a target, also for an older node, and finds its operation', async () => {
    const running = operation({ targets: [target('a', { phase: 'sent' })] });
    engine.known = [running];
    const [row] = await tree.getChildren();
    const [child] = await tree.getChildren(row);
    assert.ok(row && child);
    engine.changes.fire({
      kind: 'target',
      operation: { ...running, targets: [settled('a', 'failed')] },
      target: settled('a', 'failed'),
    });
    assert.equal(tree.getTreeItem(child).description, 'failed');
    assert.equal(tree.getParent(child), row);
    assert.equal(tree.getParent(row), undefined);
  });

  it('has all known facts in a tooltip, with the cloud’s text unchanged', async () => {
    const text = '[x](command:y) <b>*no*</b>';
    engine.known = [ended(settled('a', 'failed', { code: 'CPS.0158', text, jobId: 'j1', requestId: 'r1' }))];
    const [row] = await tree.getChildren();
    const [child] = await tree.getChildren(row);
    assert.ok(row && child);
    const shown = tree.resolveTreeItem(tree.getTreeItem(child), child).tooltip;
    assert.ok(shown instanceof vscode.MarkdownString);
    assert.deepEqual(shown.isTrusted, { enabledCommands: ['cloudPhone.copyId'] });
    assert.doesNotMatch(shown.value, /\[x\]\(|<b>/);
    for (const part of ['CPS.0158', 'j1', 'r1']) {
      assert.ok(shown.value.includes(part), part);
    }
    assert.ok(tree.resolveTreeItem(tree.getTreeItem(row), row).tooltip instanceof vscode.MarkdownString);
  });
});

describe('the menu of a row of the Operations view', () => {
  const entries = manifest.contributes.menus['view/item/context'].filter(({ when }) =>
    when.includes('cloudPhone.operations'),
  );
  const running = drawOperation(operation()).contextValue ?? '';
  const good = drawOperation(ended(settled('a', 'succeeded'))).contextValue ?? '';
  const bad = drawOperation(ended(settled('a', 'failed'))).contextValue ?? '';
  const row = drawTarget(target('a')).contextValue ?? '';
  const offered = (context: string): string[] =>
    entries
      .filter(({ when }) => {
        const pattern = /^view == cloudPhone\.operations && (?:!listMultiSelection && )?viewItem =~ \/(.+)\/$/.exec(
          when,
        )?.[1];
        assert.ok(pattern, when);
        return new RegExp(pattern).test(context);
      })
      .map(({ command = '', group }) => `${command.replace('cloudPhone.', '')} ${group}`)
      .sort();
  const always = ['copyOperation 5_copy@1', 'copyOperationAsCsv 5_copy@2', 'showOutput 1_open'];

  it('offers Pause and Stop while something is not sent, Stop Watching while it runs, Retry after failures, always Copy', () => {
    const pause = ['pauseRollout 2_power@5', 'pauseRollout inline@3'];
    const stop = ['stopRollout 2_power@7', 'stopRollout inline@5', 'stopWatching 2_power@2', 'stopWatching inline'];
    assert.deepEqual(offered(running), [always[0], always[1], ...pause, always[2], ...stop]);
    assert.deepEqual(offered(good), always);
    assert.deepEqual(offered(bad), [always[0], always[1], 'retryFailed 2_power@1', 'retryFailed inline', always[2]]);
    assert.deepEqual(offered(row), ['copyId 5_copy@1', 'copyName 5_copy@2', 'revealTarget 1_open']);
  });
});
