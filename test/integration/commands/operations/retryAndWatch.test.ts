import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../../support/until';
import { Installed } from '../../support/installed';
import { WatchedWindow } from '../../support/window';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);

describe('the commands of the Operations view', function () {
  this.timeout(60_000);
  let installed: Installed;
  let window: WatchedWindow;

  before(async () => {
    installed = await Installed.open({ servers: 4, jobMs: 500 });
    window = new WatchedWindow();
    await installed.signIn(window);
    window.answer = ({ isModal }) => (isModal ? 'Clear' : undefined);
    await run('clearHistory');
    window.dispose();
  });
  after(() => installed.close());
  beforeEach(() => {
    window = new WatchedWindow();
    installed.cloud.clearRequests();
  });
  afterEach(() => {
    window.dispose();
  });

  const restarts = (): unknown[] =>
    installed.cloud.requests.filter(({ path }) => path.endsWith('/servers/batch-restart')).map(({ body }) => body);
  const idOf = (name: string): string => installed.cloud.fleet.server(name).serverId;
  const summary = (pattern: RegExp): Promise<void> =>
    until(() => window.messages.some(({ text }) => pattern.test(text)), `a summary like ${pattern.source}`, 20_000);

  const restart = async (...names: string[]): Promise<void> => {
    window.answer = ({ isModal }) => (isModal ? 'Restart' : undefined);
    const running = run('restartServers');
    const box = await window.nextBox();
    await window.tick(box, ({ label }) => names.includes(label));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await running;
  };

  it('say so when there is nothing to retry, to stop or to clear', async () => {
    for (const command of ['retryFailed', 'stopWatching', 'clearHistory', 'copyOperation', 'copyOperationAsCsv']) {
      window.messages.length = 0;
      await run(command);
      assert.equal(window.messages.length, 1, command);
      assert.match(window.messages[0]?.text ?? '', /^(There is no|No operation)/, command);
    }
    assert.deepEqual(installed.cloud.requests, []);
  });

  it('retry exactly the targets that failed, after the same question', async () => {
    installed.cloud.fleet.server('web-02').nextRestart = { refused: { code: 'CPS.0158', message: 'Not now.' } };
    await restart('web-01', 'web-02');
    await summary(/1 succeeded, 1 rejected/);
    window.messages.length = 0;
    const retrying = run('retryFailed');
    await pickFirst();
    await retrying;
    await summary(/1 succeeded$/);
    assert.ok(window.messages.some(({ text, isModal }) => isModal && text === 'Restart 1 server in Simulated cloud?'));
    assert.deepEqual(restarts().at(-1), { server_ids: [idOf('web-02')] });
    assert.equal(installed.cloud.actions.restarts.get(idOf('web-02')), 1);
  });

  it('retry unknown results only after a question that says why, and only if the person agrees', async () => {
    installed.cloud.faults.next({ path: /batch-restart$/, fault: 'resetAfter' });
    await restart('web-03');
    await summary(/1 unknown$/);
    const sent = restarts().length;
    for (const answer of [undefined, 'Retry the Others'] as const) {
      window.messages.length = 0;
      window.answer = ({ isModal }) => (isModal ? answer : undefined);
      const retrying = run('retryFailed');
      await pickFirst();
      await retrying;
      assert.match(window.messages[0]?.text ?? '', /^The result of 1 target cannot be read/);
      assert.match(window.messages[0]?.detail ?? '', /may already have been started/);
      assert.equal(restarts().length, sent);
    }
    window.answer = ({ text, isModal }) =>
      !isModal ? undefined : text.includes('cannot be read') ? 'Retry All' : 'Restart';
    window.messages.length = 0;
    const retrying = run('retryFailed');
    await pickFirst();
    await retrying;
    await summary(/1 (succeeded|rejected)$/);
    assert.equal(restarts().length, sent + 1);
  });

  it('stop watching a running operation when the person agrees', async () => {
    installed.cloud.fleet.server('web-04').nextRestart = { durationMs: 600_000 };
    const running = restart('web-04');
    await until(() => restarts().length === 1, 'the request');
    window.answer = ({ isModal }) => (isModal ? 'Stop Watching' : undefined);
    const stopping = run('stopWatching');
    await pickFirst();
    await stopping;
    await running;
    await summary(/1 unknown$/);
  });

  it('copy an operation as text and as CSV', async () => {
    for (const [command, pattern] of [
      ['copyOperation', /^Restart #\d+ Simulated cloud: 1 server in 1 request\n.*unknown/],
      ['copyOperationAsCsv', /^operation,verb,project,id.*\r\n\d+,restart,Simulated cloud,/],
    ] as const) {
      const copying = run(command);
      await pickFirst();
      await copying;
      assert.match(await vscode.env.clipboard.readText(), pattern);
    }
  });

  it('clear the ended operations when the person agrees', async () => {
    window.answer = () => undefined;
    await run('clearHistory');
    assert.match(window.messages[0]?.text ?? '', /^Clear \d+ operations from the history\?$/);
    window.answer = ({ isModal }) => (isModal ? 'Clear' : undefined);
    await run('clearHistory');
    window.messages.length = 0;
    await run('clearHistory');
    assert.equal(window.messages[0]?.text, 'There is no history to clear.');
  });

  async function pickFirst(): Promise<void> {
    const box = await window.nextBox();
    assert.ok('items' in box);
    await window.fill(box, box.items[0]?.label ?? '');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  }
});
