import assert from 'node:assert/strict';
import { phoneState } from '../../../../cloud/state/fleet';
import { resultsOf } from '../../../../support/operations/harness';
import { PhoneStage } from '../../../../support/operations/phoneStage';

describe('a shutdown and a start of phones', () => {
  it('leave the phones shut down, and then running', async () => {
    const stage = new PhoneStage();
    const targets = stage.targets().slice(0, 4);
    const [first] = targets;
    assert.ok(first);
    assert.deepEqual(stage.allowed(first), ['restartPhones', 'shutDownPhones', 'resetPhones']);
    const down = await stage.end('shutDownPhones', targets);
    assert.deepEqual(resultsOf(down), Array(4).fill('succeeded'));
    assert.deepEqual(
      targets.map((target) => stage.phone(target).status),
      Array(4).fill(phoneState.shutDown),
    );
    assert.deepEqual(stage.allowed(first), ['startPhones', 'resetPhones']);
    const up = await stage.end('startPhones', targets);
    assert.deepEqual(resultsOf(up), Array(4).fill('succeeded'));
    assert.deepEqual(
      targets.map((target) => stage.phone(target).status),
      Array(4).fill(phoneState.running),
    );
    assert.deepEqual([down.requests, up.requests], [1, 1]);
  });

  it('say of one that is shut down already what the cloud says', async () => {
    const stage = new PhoneStage();
    const [one] = stage.targets();
    assert.ok(one);
    stage.phone(one).status = phoneState.shutDown;
    const { targets } = await stage.end('shutDownPhones', [one]);
    assert.deepEqual(
      targets.map(({ result, code }) => [result, code]),
      [['rejected', 'CPS.0141']],
    );
  });

  it('go a hundred to a request', async () => {
    const stage = new PhoneStage({ servers: 2, phonesPerServer: 101 });
    const targets = stage.targets();
    const down = await stage.end('shutDownPhones', targets);
    const up = await stage.end('startPhones', targets);
    assert.deepEqual([down.requests, up.requests], [3, 3]);
    assert.deepEqual(new Set([...resultsOf(down), ...resultsOf(up)]), new Set(['succeeded']));
  });
});
