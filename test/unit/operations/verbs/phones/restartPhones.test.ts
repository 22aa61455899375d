import assert from 'node:assert/strict';
import { inEnglish } from '../../../../../src/base/message';
import { DEFAULT_POLICY } from '../../../../../src/model/rollout';
import { phoneState } from '../../../../cloud/state/fleet';
import { resultsOf } from '../../../../support/operations/harness';
import { planOf } from '../../../../support/operations/planned';
import { PhoneStage } from '../../../../support/operations/phoneStage';

describe('a restart of phones', () => {
  it('of 250 goes out in three requests of at most 100, and is followed by their jobs', async () => {
    const stage = new PhoneStage({ servers: 5, phonesPerServer: 50 });
    const operation = await stage.end('restartPhones', stage.targets());
    assert.equal(operation.requests, 3);
    assert.deepEqual(new Set(resultsOf(operation)), new Set(['succeeded']));
    assert.deepEqual(new Set(stage.cloud.world.actions.phoneRestarts.values()), new Set([1]));
    assert.match(stage.harness.lines[0] ?? '', /Restart #1 Staging: 250 phones in 3 requests/);
    assert.equal(stage.reads(/\/phones$/).length, 5, 'each server is read once');
  });

  it('has a result for each: one is refused, one fails, one runs again', async () => {
    const stage = new PhoneStage();
    const [refused, failed, well] = stage.targets().slice(0, 3);
    assert.ok(refused && failed && well);
    stage.phone(refused).nextAct = { refused: { code: 'CPS.0165', message: 'The phone must be stopped or running.' } };
    stage.phone(failed).nextAct = { failed: { code: 'CPS.0054', message: 'The job timed out.' } };
    const operation = await stage.end('restartPhones', [refused, failed, well]);
    assert.deepEqual(
      operation.targets.map(({ result, code }) => [result, code]),
      [
        ['rejected', 'CPS.0165'],
        ['failed', 'CPS.0054'],
        ['succeeded', undefined],
      ],
    );
  });

  it('never starts one that was shut down since: the cloud would, so it is a verb of its own', () => {
    const stage = new PhoneStage();
    const [one] = stage.targets();
    assert.ok(one);
    stage.phone(one).status = phoneState.shutDown;
    assert.deepEqual(stage.allowed(one), ['startPhones', 'resetPhones']);
  });

  it('sends no phone that was shut down after the person confirmed, and says so', async () => {
    const stage = new PhoneStage();
    const [stopped, gone, well] = stage.targets().slice(0, 3);
    assert.ok(stopped && gone && well);
    stage.phone(stopped).status = phoneState.shutDown;
    stage.cloud.fleet.phones.delete(gone.id);
    const operation = await stage.end('restartPhones', [stopped, gone, well]);
    assert.deepEqual(
      operation.targets.map(({ result, text = '' }) => [result, inEnglish(text)]),
      [
        ['not sent', 'changed since you confirmed: it is shut down'],
        ['not sent', 'changed since you confirmed: it is no longer listed'],
        ['succeeded', ''],
      ],
    );
    assert.deepEqual([...stage.cloud.world.actions.phoneRestarts.keys()], [well.id]);
  });

  it('reads the phones anew when it goes on after a hold', async () => {
    const stage = new PhoneStage({ servers: 1, phonesPerServer: 3 });
    const [one] = stage.targets();
    assert.ok(one);
    const started = stage.harness.start('restartPhones', 'Staging', [one]);
    stage.harness.operations.pause(1);
    await stage.harness.pass(60_000);
    stage.phone(one).status = phoneState.shutDown;
    stage.harness.operations.resume(1);
    const operation = await stage.harness.end(started);
    assert.deepEqual(resultsOf(operation), ['not sent']);
    assert.equal(stage.cloud.world.actions.phoneRestarts.size, 0);
  });

  it('in waves leaves out what was shut down meanwhile, and goes on with the rest', async () => {
    const stage = new PhoneStage({ servers: 1, phonesPerServer: 4 });
    const targets = stage.targets();
    const [, , third] = targets;
    assert.ok(third);
    const plan = {
      ...planOf('restartPhones', 'Staging', targets),
      waves: [1, 2, 1],
      policy: { ...DEFAULT_POLICY, asksAfterFirst: false, waves: [{ count: 1 }], pauseMs: 0, steadyMs: 0 },
    };
    const started = stage.harness.operations.start(plan);
    await stage.harness.until(() => started.operation().targets[0]?.phase === 'sent');
    stage.phone(third).status = phoneState.shutDown;
    const operation = await stage.harness.end(started);
    assert.deepEqual(resultsOf(operation), ['succeeded', 'succeeded', 'not sent', 'succeeded']);
    assert.equal(operation.rollout?.end, 'finished');
    assert.equal(stage.cloud.world.actions.phoneRestarts.has(third.id), false);
  });

  it('in waves takes each wave for done when its phones are seen to run', async () => {
    const stage = new PhoneStage({ servers: 2, phonesPerServer: 3 });
    const targets = stage.targets();
    const [first] = targets;
    assert.ok(first);
    const plan = {
      ...planOf('restartPhones', 'Staging', targets),
      waves: [2, 2, 2],
      policy: { ...DEFAULT_POLICY, asksAfterFirst: false, waves: [{ count: 2 }], pauseMs: 0, steadyMs: 0 },
    };
    const operation = await stage.harness.end(stage.harness.operations.start(plan));
    assert.deepEqual(resultsOf(operation), Array(6).fill('succeeded'));
    assert.ok(stage.cloud.world.phoneOutages.mostOfOneServer() <= 2);
  });

  it('in waves is not verified while a phone does not run, whatever its job says', async () => {
    const stage = new PhoneStage({ servers: 1, phonesPerServer: 2 });
    const targets = stage.targets();
    const [first] = targets;
    assert.ok(first);
    stage.cloud.arrived = (request) => {
      if (/\/jobs$/.test(request) && stage.cloud.jobs.every(({ endAt }) => endAt <= stage.clock.now())) {
        stage.phone(first).status = phoneState.abnormal;
      }
    };
    const plan = {
      ...planOf('restartPhones', 'Staging', targets),
      waves: [1, 1],
      policy: { ...DEFAULT_POLICY, asksAfterFirst: false, waves: [{ count: 1 }], pauseMs: 0, steadyMs: 0 },
    };
    const started = stage.harness.operations.start(plan);
    await stage.harness.until(() => started.operation().targets[0]?.result !== undefined);
    const [target, next] = started.operation().targets;
    assert.deepEqual(
      [target?.result, inEnglish(target?.text ?? ''), next?.phase],
      ['unverified', 'the cloud is done with it, and it is abnormal', 'waiting'],
    );
    assert.equal(stage.cloud.acts('restartPhones', next?.id ?? ''), 0);
    stage.harness.operations.dispose();
  });
});
