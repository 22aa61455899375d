import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../../support/until';
import { PROJECT } from '../../../cloud/project';
import { configuration, Installed } from '../../support/installed';
import { WatchedWindow } from '../../support/window';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);
const SETTINGS = {
  'guard.minRunningPercentRolling': 0,
  'rolling.pauseSeconds': 0,
  'rolling.steadySeconds': 0,
  'rolling.waves': '1',
};

describe('plans and rolling operations', function () {
  this.timeout(60_000);
  let installed: Installed;
  let window: WatchedWindow;

  const configure = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
    for (const [key, value] of Object.entries(settings)) {
      await configuration().update(key, value, vscode.ConfigurationTarget.Global);
    }
  };
  const clear = (settings: object): Promise<void> =>
    configure(Object.fromEntries(Object.keys(settings).map((key) => [key, undefined])));

  before(async () => {
    installed = await Installed.open({ servers: 4, instances: 1, jobMs: 100 });
    await configure(SETTINGS);
    window = new WatchedWindow();
    await installed.signIn(window);
    window.dispose();
  });
  after(async () => {
    await clear(SETTINGS);
    await installed.close();
  });
  beforeEach(() => {
    window = new WatchedWindow();
    installed.cloud.clearRequests();
  });
  afterEach(async () => {
    window.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const idOf = (name: string): string => installed.cloud.fleet.server(name).serverId;
  const row = (name: string) => ({ kind: 'server', project: PROJECT, server: { id: idOf(name), name, status: 5 } });
  const rows = (...names: string[]) => [row(names[0] ?? ''), names.map(row)];
  const restarts = (): unknown[] =>
    installed.cloud.requests.filter(({ path }) => path.endsWith('/servers/batch-restart')).map(({ body }) => body);
  const message = (pattern: RegExp): Promise<void> =>
    until(() => window.messages.some(({ text }) => pattern.test(text)), `a message like ${pattern.source}`, 20_000);
  const shown = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';

  it('show a read-only plan, copy it in three ways, and send nothing', async () => {
    await run('previewPlan', ...rows('web-01', 'web-02'));
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'cloud-phone-plan');
    assert.match(shown(), /^Restart servers in Simulated cloud: the plan\. Nothing has been sent\.\n/);
    assert.ok(shown().includes(`web-01  ${idOf('web-01')}`) && shown().includes('X-Auth-Token: $TOKEN'));
    await run('copyPlanAsText');
    assert.equal(await vscode.env.clipboard.readText(), shown());
    await run('copyPlanAsJson');
    const json: unknown = JSON.parse(await vscode.env.clipboard.readText());
    assert.ok(typeof json === 'object' && json !== null && 'requests' in json && 'blast' in json);
    await run('copyPlanAsCurl');
    assert.match(await vscode.env.clipboard.readText(), /^curl .*batch-restart'.*\n[^]*"X-Auth-Token: \$TOKEN"/);
    assert.deepEqual(restarts(), []);
  });

  it('start the plan that is open, as it stands, and only once', async () => {
    await run('startPlan');
    assert.equal(window.messages[0]?.text, 'No plan is open. Preview Plan… opens one.');
    await run('previewPlan', ...rows('web-01', 'web-02'));
    window.answer = ({ isModal }) => (isModal ? 'Restart' : undefined);
    await run('startPlan');
    await message(/2 succeeded/);
    assert.deepEqual(restarts(), [{ server_ids: [idOf('web-01'), idOf('web-02')] }]);
    await run('startPlan');
    await message(/already been started/);
    assert.equal(restarts().length, 1);
    await until(
      () => /^Restart servers in Simulated cloud: the plan that was started\.\nStarted: /.test(shown()),
      'the truth',
    );
    assert.ok(!shown().includes('Nothing has been sent'));
  });

  it('say in the question what is left out and why', async () => {
    installed.cloud.fleet.server('web-02').status = 8;
    await run('refreshAll');
    await run('restartServers', ...rows('web-01', 'web-02'));
    const asked = window.messages.find(({ isModal }) => isModal);
    assert.equal(asked?.text, 'Restart 1 server in Simulated cloud?');
    assert.match(asked.detail, /\n\nLeft out:\n• web-02: frozen$/);
    installed.cloud.fleet.server('web-02').status = 5;
    await run('refreshAll');
    assert.deepEqual(restarts(), []);
  });

  it('leave protected servers out, or ask for their number to be typed', async () => {
    const guard = { 'guard.protectedPatterns': ['web-02'] };
    await configure(guard);
    const answers = ['Leave Them Out', undefined, 'Include Them', 'Restart'];
    window.answer = ({ isModal }) => (isModal ? answers.shift() : undefined);
    await run('restartServers', ...rows('web-01', 'web-02'));
    assert.deepEqual(
      window.messages.filter(({ isModal }) => isModal).map(({ text }) => text),
      ['1 server is protected.', 'Restart 1 server in Simulated cloud?'],
    );
    assert.match(window.messages.at(-1)?.detail ?? '', /Left out:\n• web-02: protected$/);
    const restarting = run('restartServers', ...rows('web-01', 'web-02'));
    await window.type('1');
    await restarting;
    await message(/2 succeeded/);
    await clear(guard);
  });

  it('ask for each control which operation to use, and say so when there is none', async () => {
    for (const command of ['promoteRollout', 'resumeRollout', 'pauseRollout', 'stopRolloutAfterWave', 'stopRollout']) {
      window.messages.length = 0;
      await run(command);
      assert.match(window.messages[0]?.text ?? '', /^No (rollout|operation) /, command);
    }
  });

  it('go wave by wave with the changed policy, and ask once after the canary', async () => {
    window.answer = ({ text }) => (/canary|^Promote/.test(text) ? 'Promote' : undefined);
    const rolling = run('rollingRestart', ...rows('web-01', 'web-02', 'web-03'));
    await window.type('Waves');
    await window.type('1, 2');
    const box = await window.type('Start with these settings…');
    assert.equal('items' in box && box.items[1]?.description, '1, 2');
    await rolling;
    assert.match(shown(), /^Rolling restart in Simulated cloud: the plan\.[^]*\nWaves: 1, 2\n/);
    assert.deepEqual(restarts(), [], 'nothing is sent while the plan is read');
    await run('startPlan');
    assert.ok(
      window.messages.every(({ isModal, text }) => !isModal || text.startsWith('Promote')),
      'no question covers the plan',
    );
    await message(/Rolling restart in Simulated cloud: 3 succeeded$/);
    assert.deepEqual(restarts(), [{ server_ids: [idOf('web-01')] }, { server_ids: [idOf('web-02'), idOf('web-03')] }]);
    const canary = window.messages.filter(({ text }) => text.includes('canary'));
    assert.deepEqual(
      canary.map(({ buttons, isModal }) => [buttons, isModal]),
      [[['Promote', 'Stop', 'Show Operations'], false]],
    );
  });

  it('do not count as started when the engine refused them', async () => {
    const rolling = run('rollingRestart', ...rows('web-01', 'web-02'));
    await window.type('Start with these settings…');
    await rolling;
    const guard = { 'guard.maxTargets': 1 };
    await configure(guard);
    await run('startPlan');
    await message(/the setting cloudPhone\.guard\.maxTargets allows 1 at a time/);
    assert.deepEqual(restarts(), []);
    await clear(guard);
    window.answer = ({ text }) => (/canary|^Promote/.test(text) ? 'Promote' : undefined);
    await run('startPlan');
    await message(/Rolling restart in Simulated cloud: 2 succeeded$/);
  });

  it('retry the targets that a stop left untouched as a rollout again, not all at once', async () => {
    window.answer = ({ text }) => (/canary|^Stop/.test(text) ? 'Stop' : undefined);
    const rolling = run('rollingRestart', ...rows('web-01', 'web-02'));
    await window.type('Start with these settings…');
    await rolling;
    await run('startPlan');
    await message(/stopped\. 1 succeeded, 1 untouched$/);
    assert.deepEqual(restarts(), [{ server_ids: [idOf('web-01')] }]);
    window.answer = () => undefined;
    const retrying = run('retryFailed');
    const which = await window.nextBox();
    assert.ok('items' in which);
    await window.fill(which, which.items[0]?.label ?? '');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    const box = await window.type('Start with these settings…');
    assert.equal(box.title, 'Rolling restart of 1 server');
    await retrying;
    assert.equal(restarts().length, 1);
  });

  it('are kept in the audit log, which is shown read-only and exported', async () => {
    await run('showAuditLog');
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, 'cloud-phone-preview');
    const events = shown()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    assert.ok(events.some((event) => typeof event === 'object' && event !== null && 'ids' in event));
    const text = shown();
    const folder = vscode.Uri.file((await import('node:os')).tmpdir());
    const file = vscode.Uri.joinPath(folder, `audit-${process.pid}.jsonl`);
    const { showSaveDialog } = vscode.window;
    Reflect.set(vscode.window, 'showSaveDialog', () => Promise.resolve(file));
    try {
      await run('exportAuditLog');
      assert.equal(Buffer.from(await vscode.workspace.fs.readFile(file)).toString(), text);
      await vscode.workspace.fs.delete(file);
    } finally {
      Reflect.set(vscode.window, 'showSaveDialog', showSaveDialog);
    }
  });
});
