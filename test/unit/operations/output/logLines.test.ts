import assert from 'node:assert/strict';
import { type Operation, type Result, type TargetState } from '../../../../src/model/operation';
import { message } from '../../../../src/base/message';
import { linesFor } from '../../../../src/operations/output/logLines';

const at = 1_000_000;
const id = '1234567b8bab40ffb711234cb80d0234';
const target: TargetState = { id, name: 'web-01', phase: 'settled', sentAt: at, settledAt: at + 12_300 };
const many = (count: number, result: Result): TargetState[] =>
  Array.from({ length: count }, (_, index) => ({ ...target, id: `${result}${index}`, result }));
const operation: Operation = {
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 3,
  startedAt: at,
  targets: many(250, 'succeeded'),
};
const lineOf = (own: Partial<TargetState>, verb: Operation['verb'] = 'restart') =>
  linesFor({ kind: 'target', operation: { ...operation, verb }, target: { ...target, ...own } });

describe('the lines of the output channel', () => {
  it('say how large an operation is when it begins', () => {
    assert.deepEqual(linesFor({ kind: 'accepted', operation }), [
      { level: 'info', line: 'Restart #3 Staging: 250 servers in 3 requests' },
    ]);
  });

  it('say nothing of the waves of one that has none', () => {
    assert.deepEqual(linesFor({ kind: 'progressed', operation, before: {} }), []);
  });

  it('use the singular for one', () => {
    const one: Operation = { ...operation, verb: 'unassign', requests: 1, targets: [target] };
    assert.equal(
      linesFor({ kind: 'accepted', operation: one })[0]?.line,
      'Unassign #3 Staging: 1 instance in 1 request',
    );
  });

  it('say when a target succeeded, with its job and how long it took', () => {
    const job = { result: 'succeeded', jobId: '1564567b8bab40f34711234cb80d0123' } as const;
    assert.deepEqual(lineOf(job), [
      { level: 'info', line: `Restart #3 web-01 (${id}) job ${job.jobId}: succeeded in 12 s` },
    ]);
  });

  it('leave the job out where there is none', () => {
    assert.equal(lineOf({ result: 'succeeded' }, 'reboot')[0]?.line, `Reboot #3 web-01 (${id}): succeeded in 12 s`);
  });

  it('say at level error why a target failed, with the code and the text of the cloud', () => {
    const failed = {
      result: 'failed',
      code: 'CPS.0158',
      text: 'cannot be restarted',
      advice: message('Wait.'),
    } as const;
    assert.deepEqual(lineOf(failed), [
      { level: 'error', line: `Restart #3 web-01 (${id}): failed CPS.0158 cannot be restarted` },
    ]);
  });

  it('name the action to ask for and the request to name when permission is lacking', () => {
    const denied = { result: 'rejected', code: 'CPS.0001', text: 'no', iamAction: 'cph:servers:restart' } as const;
    const line = lineOf({ ...denied, requestId: 'r1' })[0]?.line;
    assert.equal(
      line,
      `Restart #3 web-01 (${id}): rejected CPS.0001 no – ask for the IAM action cph:servers:restart; request id r1`,
    );
    assert.match(lineOf(denied)[0]?.line ?? '', /cph:servers:restart$/);
  });

  it('say how to find out where nobody knows', () => {
    const lost = lineOf({ result: 'unknown', text: 'the response was lost', advice: message('Refresh.') });
    assert.deepEqual(lost, [
      { level: 'error', line: `Restart #3 web-01 (${id}): unknown the response was lost – Refresh.` },
    ]);
  });

  it('give each result its level', () => {
    const levels = (['rejected', 'timed out', 'unverified', 'not sent'] as const).map(
      (result) => lineOf({ result })[0]?.level,
    );
    assert.deepEqual(levels, ['error', 'error', 'warn', 'warn']);
  });

  it('say nothing of a target that is on its way', () => {
    assert.deepEqual(lineOf({ phase: 'sent' }), []);
  });

  it('count the results at the end, only those that occurred, in one order', () => {
    const targets = [...many(1, 'timed out'), ...many(2, 'failed'), ...many(247, 'succeeded')];
    assert.deepEqual(linesFor({ kind: 'done', operation: { ...operation, targets, endedAt: at + 61_000 } }), [
      { level: 'info', line: 'Restart #3 done: 247 succeeded, 2 failed, 1 timed out in 61 s' },
    ]);
  });

  it('keep a name or a text from faking a line of its own', () => {
    const [line] = lineOf({ name: 'a\r\n2026 [info] b\u0007\u2028\u202e', result: 'failed', text: 'x\ny' });
    assert.equal(line?.line, `Restart #3 a 2026 [info] b  (${id}): failed x y`);
    const project = linesFor({ kind: 'accepted', operation: { ...operation, project: 'A\nB' } });
    assert.match(project[0]?.line ?? '', /#3 A B: /);
  });
});
