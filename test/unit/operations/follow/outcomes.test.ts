import assert from 'node:assert/strict';
import { adviceFor } from '../../../../src/api/errors/codeSentences';
import { ApiError } from '../../../../src/api/errors/errors';
import { inEnglish, message, type MessageOrText } from '../../../../src/base/message';
import { type TargetState } from '../../../../src/model/operation';
import {
  isSignedOut,
  jobOutcome,
  notSent,
  refusal,
  requestOutcome,
  timedOut,
  unknown,
  Withdrawn,
} from '../../../../src/operations/follow/outcomes';

const english = (text: MessageOrText | undefined): string => inEnglish(text ?? '');

describe('the outcome of a job', () => {
  const job = { jobId: 'j1', targetId: 's1' };

  it('is none while it runs', () => {
    assert.equal(jobOutcome({ ...job, state: 'running' }), undefined);
  });

  it('has the reason of the cloud when it failed, and what we advise', () => {
    assert.deepEqual(jobOutcome({ ...job, state: 'succeeded' }), { result: 'succeeded' });
    assert.deepEqual(jobOutcome({ ...job, state: 'failed', code: 'CPS.0158', text: 'busy' }), {
      result: 'failed',
      code: 'CPS.0158',
      text: 'busy',
      advice: adviceFor('CPS.0158'),
    });
    assert.deepEqual(refusal('rejected', { code: 'CPS.9876' }), { result: 'rejected', code: 'CPS.9876' });
    assert.deepEqual(refusal('failed', { text: 'busy' }), { result: 'failed', text: 'busy' });
  });

  it('is timed out when it was not seen to end, and the cloud goes on', () => {
    assert.equal(timedOut.result, 'timed out');
    assert.match(english(timedOut.text), /the cloud continues/);
  });
});

describe('a request that failed as a whole', () => {
  const why = { code: 'CPS.0001', advice: message('Ask.'), requestId: 'r1', iamAction: 'cph:servers:restart' };
  const about = { ...why, request: 'POST /v1/servers', status: 403 };

  it('rejects its targets where the cloud said no', () => {
    const error = new ApiError('forbidden', 'no', { ...about, didNotRun: true, cloudSaidNo: true });
    assert.deepEqual(requestOutcome(error), { result: 'rejected', text: 'no', ...why });
  });

  it('did not send them where it never left', () => {
    const said = message('The host {0} could not be reached.', 'h');
    const error = new ApiError('network', said, { didNotRun: true });
    assert.deepEqual(requestOutcome(error), { result: 'not sent', text: said });
  });

  it('leaves it open whether it ran in all other cases, and keeps what is known', () => {
    const lost = requestOutcome(new ApiError('server', 'broken', about));
    assert.ok('lost' in lost);
    const { lost: said, ...rest } = lost;
    assert.equal(english(said), 'the response was lost (broken)');
    assert.deepEqual(rest, why);
  });

  it('leaves it open after an error of any other kind, and says what it says', () => {
    for (const [error, said] of [
      [new Error('out of memory'), 'out of memory'],
      ['text', 'text'],
      [undefined, 'undefined'],
    ] as const) {
      const lost = requestOutcome(error);
      assert.ok('lost' in lost);
      assert.deepEqual(Object.keys(lost), ['lost']);
      assert.equal(english(lost.lost), `the response was lost (${said})`);
    }
  });

  it('gives its targets back where a person stopped it before it left', () => {
    assert.deepEqual(requestOutcome(new Withdrawn()), { isTakenBack: true });
  });

  it('that could not be made was not sent', () => {
    assert.deepEqual(notSent(new ApiError('forbidden', 'no', about)), { result: 'not sent', text: 'no', ...why });
    assert.deepEqual(notSent(new Error('no client')), { result: 'not sent', text: 'no client' });
  });
});

describe('an outcome that nobody knows', () => {
  const target: TargetState = { id: 's1', name: 'web', phase: 'sent' };

  it('says what was seen, after why the response was lost, and how to find out', () => {
    const seen = message('it still runs');
    const check = message('Refresh.');
    assert.deepEqual(unknown(target, seen, check), { result: 'unknown', text: seen, advice: check });
    const { text, ...rest } = unknown({ ...target, lost: message('the response was lost') }, seen, check);
    assert.equal(english(text), 'the response was lost: it still runs');
    assert.deepEqual(rest, { result: 'unknown', advice: check });
  });
});

describe('nobody is signed in', () => {
  it('where a request was stopped for the lack of a credential, before the cloud was asked', () => {
    assert.ok(isSignedOut(new ApiError('auth', 'Sign in first.', { didNotRun: true })));
  });

  it('is not said where the cloud refused the credential, or the request may have run', () => {
    assert.ok(!isSignedOut(new ApiError('auth', 'no', { didNotRun: true, cloudSaidNo: true })));
    assert.ok(!isSignedOut(new ApiError('auth', 'no')));
    assert.ok(!isSignedOut(new ApiError('network', 'no', { didNotRun: true })));
    assert.ok(!isSignedOut(new Error('auth')));
  });
});
