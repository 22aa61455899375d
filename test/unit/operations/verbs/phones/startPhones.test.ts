import assert from 'node:assert/strict';
import { inEnglish } from '../../../../../src/base/message';
import { phoneState } from '../../../../cloud/state/fleet';
import { PhoneStage } from '../../../../support/operations/phoneStage';

describe('a start of phones', () => {
  it('starts what was shut down, and sends none that runs by now: the call would restart it', async () => {
    const stage = new PhoneStage();
    const [stopped, runs] = stage.targets();
    assert.ok(stopped && runs);
    stage.phone(stopped).status = phoneState.shutDown;
    const operation = await stage.end('startPhones', [stopped, runs]);
    assert.deepEqual(
      operation.targets.map(({ result, text = '' }) => [result, inEnglish(text)]),
      [
        ['succeeded', ''],
        ['not sent', 'changed since you confirmed: it is running'],
      ],
    );
    assert.deepEqual([...stage.cloud.world.actions.phoneRestarts.keys()], [stopped.id]);
  });

  it('does not take what was read before another operation for what is now', async () => {
    const stage = new PhoneStage({ phoneJobMs: 100 });
    const [one] = stage.targets();
    assert.ok(one);
    const ended = async (verb: 'restartPhones' | 'shutDownPhones' | 'startPhones') =>
      (await stage.end(verb, [one])).targets[0]?.result;
    assert.equal(await ended('restartPhones'), 'succeeded');
    assert.equal(await ended('shutDownPhones'), 'succeeded');
    assert.equal(await ended('startPhones'), 'succeeded');
  });

  it('restarts no phone that it has just started, and a restart starts none that was just shut down', async () => {
    const stage = new PhoneStage({ phoneJobMs: 100 });
    const [one, other] = stage.targets();
    assert.ok(one && other);
    stage.phone(one).status = phoneState.shutDown;
    const results: (string | undefined)[] = [];
    for (const [verb, target] of [
      ['startPhones', one],
      ['startPhones', one],
      ['shutDownPhones', other],
      ['restartPhones', other],
    ] as const) {
      results.push((await stage.end(verb, [target])).targets[0]?.result);
    }
    assert.deepEqual(results, ['succeeded', 'not sent', 'succeeded', 'not sent']);
    assert.equal(stage.cloud.acts('startPhones', one.id), 1);
    assert.equal(stage.cloud.acts('restartPhones', other.id), 0);
  });
});
