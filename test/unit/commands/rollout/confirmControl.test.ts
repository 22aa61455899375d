import assert from 'node:assert/strict';
import { controlQuestion } from '../../../../src/commands/rollout/confirmControl';
import { type Operation, type TargetState } from '../../../../src/model/operation';

const WAITING: TargetState = { id: 'a', name: 'a', phase: 'waiting' };
const SENT: TargetState = { id: 'b', name: 'b', phase: 'sent', sentAt: 1 };
const ANSWERED: TargetState = { ...SENT, id: 'c', answeredAt: 2 };

const operation = (targets: readonly TargetState[], more: Partial<Operation> = {}): Operation => ({
  number: 3,
  verb: 'restart',
  project: 'Staging',
  requests: 1,
  startedAt: 0,
  targets,
  ...more,
});
const effectOf = (one: Operation): unknown => controlQuestion('stop', [one])?.detail[0];

describe('the question before an operation is stopped', () => {
  it('counts the targets that wait', () => {
    assert.equal(effectOf(operation([WAITING, WAITING, SENT, ANSWERED])), '2 targets will not be sent.');
    assert.equal(effectOf(operation([WAITING])), '1 target will not be sent.');
  });

  it('counts those whose request the cloud has not let through yet', () => {
    const throttled = operation([WAITING, SENT, ANSWERED], { throttledUntil: 5000 });
    assert.equal(effectOf(throttled), '2 targets will not be sent.');
  });

  it('counts none where nobody can know whether the request has left', () => {
    assert.equal(effectOf(operation([SENT, ANSWERED])), 'What has not left yet will not be sent.');
  });
});
