import assert from 'node:assert/strict';
import { inEnglish } from '../../../../../src/base/message';
import { phoneState } from '../../../../cloud/state/fleet';
import { resultsOf } from '../../../../support/operations/harness';
import { PhoneStage } from '../../../../support/operations/phoneStage';

describe('a reset of phones', () => {
  it('of 25 goes out in three requests of at most 10, one at a time, each after its phones were read again', async () => {
    const stage = new PhoneStage({ servers: 1, phonesPerServer: 25 });
    const operation = await stage.end('resetPhones', stage.confirmed());
    assert.equal(operation.requests, 3);
    assert.deepEqual(new Set(resultsOf(operation)), new Set(['succeeded']));
    assert.deepEqual(new Set(stage.cloud.world.actions.phoneResets.values()), new Set([1]));
    const read = 'GET phones';
    const act = 'POST phones/batch-reset';
    assert.deepEqual(stage.reads(/\/phones(\/batch-reset)?$/), [read, act, read, act, read, act]);
  });

  it('is not sent for a phone that changed since it was confirmed; the others of its request are reset', async () => {
    const stage = new PhoneStage();
    const targets = stage.confirmed().slice(0, 4);
    const [renamed, down, gone] = targets;
    assert.ok(renamed && down && gone);
    stage.phone(renamed).name = 'another';
    stage.phone(down).status = phoneState.shutDown;
    stage.cloud.fleet.phones.delete(gone.id);
    const operation = await stage.end('resetPhones', targets);
    assert.deepEqual(
      operation.targets.map(({ result, text }) => [result, text === undefined ? '' : inEnglish(text)]),
      [
        ['not sent', 'changed since you confirmed: it has another name'],
        ['not sent', 'changed since you confirmed: it has another status'],
        ['not sent', 'changed since you confirmed: it is no longer listed'],
        ['succeeded', ''],
      ],
    );
    assert.deepEqual(
      targets.map(({ id }) => stage.cloud.acts('resetPhones', id)),
      [0, 0, 0, 1],
    );
  });

  it('is not sent where the phones cannot be read again', async () => {
    const stage = new PhoneStage();
    stage.cloud.fault = (request) => (/GET .*\/phones$/.test(request) ? { status: 500 } : undefined);
    const operation = await stage.end('resetPhones', stage.confirmed().slice(0, 2));
    assert.deepEqual(resultsOf(operation), ['not sent', 'not sent']);
    assert.deepEqual(stage.cloud.world.actions.phoneResets.size, 0);
  });

  it('is not sent on a reading that took longer than a minute, but reads again', async () => {
    const stage = new PhoneStage();
    const targets = stage.confirmed();
    const first = targets[0];
    const other = targets.find(({ serverId }) => serverId !== first?.serverId);
    assert.ok(first && other);
    let reads = 0;
    let isThrottled = true;
    const throttled = {
      status: 429,
      body: { error_code: 'APIGW.0308', error_msg: 'throttled' },
      headers: { 'retry-after': '60' },
    };
    stage.cloud.fault = (request) => {
      if (!/^GET .*\/phones$/.test(request)) {
        return undefined;
      }
      reads += 1;
      return reads > 1 && isThrottled ? throttled : undefined;
    };
    const started = stage.harness.start('resetPhones', 'Staging', [first, other]);
    await stage.harness.until(() => reads > 1);
    await stage.harness.pass(100_000);
    stage.phone(first).name = 'another';
    isThrottled = false;
    await stage.harness.end(started);
    assert.deepEqual(resultsOf(started.operation()), ['not sent', 'succeeded']);
    assert.equal(stage.cloud.acts('resetPhones', first.id), 0);
  });

  it('brings back a phone that is abnormal', () => {
    const stage = new PhoneStage();
    const [one] = stage.targets();
    assert.ok(one);
    for (const status of [phoneState.abnormal, phoneState.resetFailed, phoneState.restartFailed]) {
      stage.phone(one).status = status;
      assert.deepEqual(stage.allowed(one), ['resetPhones']);
    }
  });
});
