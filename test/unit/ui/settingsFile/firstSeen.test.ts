import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/base/event';
import { firstSeen } from '../../../../src/ui/settingsFile/firstSeen';

describe('waiting for something that an event brings', () => {
  let events: Emitter<undefined>;
  let listeners: number;
  let there: { readonly name: string } | undefined;

  beforeEach(() => {
    events = new Emitter(() => undefined);
    listeners = 0;
    there = undefined;
  });
  afterEach(() => {
    assert.equal(listeners, 0, 'nobody listens any more');
    events.dispose();
  });

  const event = (listener: (value: undefined) => void) => {
    const listening = events.event(listener);
    listeners += 1;
    return {
      dispose: () => {
        listening.dispose();
        listeners -= 1;
      },
    };
  };
  const wait = (ms: number) => firstSeen(event, () => there, ms);

  it('ends at once when it is there already', async () => {
    there = { name: 'one' };
    assert.equal(await wait(60_000), there);
  });

  it('ends with the event after which it is there', async () => {
    const waiting = wait(60_000);
    events.fire(undefined);
    assert.equal(listeners, 1);
    there = { name: 'two' };
    events.fire(undefined);
    assert.equal(await waiting, there);
  });

  it('ends without it when the time is over', async () => {
    assert.equal(await wait(1), undefined);
  });
});
