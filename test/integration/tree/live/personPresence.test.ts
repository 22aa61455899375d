import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PersonPresence } from '../../../../src/tree/live/personPresence';
import { TestClock } from '../../../support/testClock';

const MINUTE_MS = 60_000;

describe('presence to the window', () => {
  let clock: TestClock;
  let state: vscode.WindowState;
  let changed: vscode.EventEmitter<vscode.WindowState>;
  let presence: PersonPresence;
  let returns: number;
  const become = (focused: boolean, active: boolean): void => {
    state = { focused, active };
    changed.fire(state);
  };

  beforeEach(() => {
    clock = new TestClock();
    state = { focused: true, active: true };
    changed = new vscode.EventEmitter();
    const window = {
      get state() {
        return state;
      },
      onDidChangeWindowState: changed.event,
    };
    presence = new PersonPresence(clock, window);
    returns = 0;
    presence.onDidReturn(() => (returns += 1));
  });
  afterEach(() => {
    presence.dispose();
    changed.dispose();
  });

  it('lasts as long as the window is used', () => {
    clock.advance(600 * MINUTE_MS);
    assert.ok(presence.isHere);
    assert.equal(clock.pending, 0);
  });

  it('lasts a while after the window lost the focus, and longer while it has the focus but is not used', () => {
    become(false, false);
    clock.advance(4 * MINUTE_MS);
    assert.ok(presence.isHere);
    clock.advance(2 * MINUTE_MS);
    assert.ok(!presence.isHere);
    become(true, true);
    become(true, false);
    clock.advance(29 * MINUTE_MS);
    assert.ok(presence.isHere);
    clock.advance(2 * MINUTE_MS);
    assert.ok(!presence.isHere);
  });

  it('lasts neither longer nor shorter when the wall clock is set', () => {
    for (const jumpMs of [-480 * MINUTE_MS, 120 * MINUTE_MS]) {
      become(false, false);
      clock.jump(jumpMs);
      clock.advance(4 * MINUTE_MS);
      assert.ok(presence.isHere);
      clock.advance(2 * MINUTE_MS);
      assert.ok(!presence.isHere);
      become(true, true);
    }
  });

  it('fires one event when the person comes back', () => {
    become(false, false);
    clock.advance(60 * MINUTE_MS);
    assert.equal(returns, 0);
    become(true, true);
    assert.equal(returns, 1);
    assert.ok(presence.isHere);
    become(true, true);
    assert.equal(returns, 1);
  });
});
