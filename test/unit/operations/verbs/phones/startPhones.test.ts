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
});
