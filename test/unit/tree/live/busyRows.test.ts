import assert from 'node:assert/strict';
import { type Operation, type TargetState } from '../../../../src/model/operation';
import { summaryOf } from '../../../../src/model/operationSummary';
import { BusyRows } from '../../../../src/tree/live/busyRows';

const target = (id: string, phase: TargetState['phase']): TargetState => ({ id, name: id, phase });
const operation = (...targets: TargetState[]): Operation => ({
  number: 1,
  verb: 'restart',
  project: 'a',
  requests: 1,
  targets,
  startedAt: 0,
});

describe('the busy rows', () => {
  let busyRows: BusyRows;
  let drawn: string[][];
  beforeEach(() => {
    busyRows = new BusyRows();
    drawn = [];
    busyRows.onDidChange((ids) => drawn.push([...ids]));
  });
  const accept = (): void => {
    busyRows.follow({ kind: 'accepted', operation: operation(target('s1', 'waiting'), target('s2', 'waiting')) });
  };

  it('show an operation on all its rows as soon as it begins', () => {
    accept();
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s1'), 'restart');
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s2'), 'restart');
    assert.equal(busyRows.verbs({ kind: 'instances', project: 'a' }).get('s1'), undefined);
    assert.deepEqual(drawn, [['a/servers/s1', 'a/servers/s2']]);
  });

  it('are removed from a row when its result is known, and draw only the rows that changed', () => {
    accept();
    const sent = target('s1', 'sent');
    busyRows.follow({ kind: 'target', operation: operation(sent, target('s2', 'waiting')), target: sent });
    const settled = target('s1', 'settled');
    busyRows.follow({ kind: 'target', operation: operation(settled, target('s2', 'sent')), target: settled });
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s1'), undefined);
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s2'), 'restart');
    assert.deepEqual(drawn.slice(1), [['a/servers/s1']]);
  });

  it('are all removed when the operation has ended', () => {
    accept();
    busyRows.follow({ kind: 'done', operation: operation(target('s1', 'settled'), target('s2', 'settled')) });
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s1'), undefined);
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s2'), undefined);
  });

  it('stay as they are when an operation that has ended comes from the history', () => {
    accept();
    const ended = { ...operation(target('s1', 'settled')), number: 2, endedAt: 5 };
    busyRows.follow({ kind: 'shown', operation: summaryOf(ended) });
    assert.equal(busyRows.verbs({ kind: 'servers', project: 'a' }).get('s1'), 'restart');
    assert.equal(drawn.length, 1);
  });
});
