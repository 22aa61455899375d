import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { runState } from '../../../cloud/state/fleet';
import { projectSetting } from '../../../cloud/project';
import { until } from '../../../support/until';
import { configuration, Installed } from '../../support/installed';
import { pressEscape, WatchedWindow } from '../../support/window';

const NAMES = ['Alpha', 'Beta'] as const;
const REGIONS = ['cn-north-4', 'cn-south-1'] as const;
const ACTING = /\/(batch-restart|reboot|unassign)$/;

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);
const write = (key: string, value: unknown): Thenable<void> =>
  configuration().update(key, value, vscode.ConfigurationTarget.Global);

describe('the question before an act', function () {
  this.timeout(60_000);
  let installed: Installed;
  let clouds: readonly Cloud[] = [];
  let window: WatchedWindow;
  /** Undoes the changes of a test. */
  let undo: () => Thenable<void> = () => Promise.resolve();

  before(async () => {
    const options = { servers: 3, instances: 12, jobMs: 200, unassignMs: 200 };
    installed = await Installed.open(options);
    clouds = [installed.cloud, await startCloud(options)];
    await write(
      'projects',
      clouds.map((cloud, n) => ({ ...projectSetting(cloud, NAMES[n]), region: REGIONS[n] })),
    );
    window = new WatchedWindow();
    for (const [n, cloud] of clouds.entries()) {
      await installed.signIn(window, NAMES[n], cloud);
    }
    window.dispose();
  });
  after(async () => {
    await clouds[1]?.close();
    await installed.close();
  });
  beforeEach(async () => {
    for (const cloud of clouds) {
      [...cloud.fleet.instances.values()].forEach((instance, n) => {
        const assignUser = `10086000000000000${String(n + 1).padStart(2, '0')}`;
        Object.assign(instance, { runningStatus: runState.running, frozen: false, loggedIn: false, assignUser });
      });
    }
    await run('refresh');
    window = new WatchedWindow();
    for (const cloud of clouds) {
      cloud.clearRequests();
    }
  });
  afterEach(async () => {
    await undo();
    undo = () => Promise.resolve();
    window.dispose();
    await pressEscape();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const cloudOf = (name: string): Cloud => clouds[name === 'Alpha' ? 0 : 1] ?? installed.cloud;
  const server = (project: string, name: string) => ({
    kind: 'server',
    project,
    server: { id: cloudOf(project).fleet.server(name).serverId, name, status: 5 },
  });
  const instance = (project: string, name: string) => {
    const { instanceId, assignUser } = cloudOf(project).fleet.instance(name);
    const row = { id: instanceId, name, runningStatus: 2, isAssigned: true, isLoggedIn: false, userId: assignUser };
    return { kind: 'instance', project, instance: row };
  };
  const first = (count: number, project: string): string[] =>
    [...cloudOf(project).fleet.instances.values()].slice(0, count).map(({ name }) => name);
  const posts = (project: string) => cloudOf(project).requests.filter(({ path }) => ACTING.test(path));
  const erased = (project: string): number =>
    posts(project)
      .map(({ body }) => (body as { user_instances: unknown[] }).user_instances.length)
      .reduce((sum, count) => sum + count, 0);
  const nothingSent = (): void => {
    assert.deepEqual(NAMES.flatMap(posts), []);
  };
  const modal = () => window.messages.find(({ isModal }) => isModal);

  it('names the project and its region, also when two projects have targets of the same name', async () => {
    await run('restartServers', server('Beta', 'web-01'));
    assert.equal(modal()?.text, 'Restart 1 server in Beta?');
    assert.match(modal()?.detail ?? '', /^Beta · cn-south-1\n• web-01\n\n/);
    window.messages.length = 0;
    const rows = [server('Alpha', 'web-01'), server('Beta', 'web-01'), server('Beta', 'web-02')];
    await run('restartServers', rows[0], rows);
    assert.equal(modal()?.text, 'Restart 3 servers in 2 projects?');
    assert.match(
      modal()?.detail ?? '',
      /^Alpha · cn-north-4: 1\n• web-01\n\nBeta · cn-south-1: 2\n• web-01\n• web-02\n\nAll phones/,
    );
    nothingSent();
  });

  it('wants the number of all that is erased, though no project has more than ten', async () => {
    const rows = NAMES.flatMap((name) => first(10, name).map((one) => instance(name, one)));
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    const unassigning = run('unassignInstances', rows[0], rows);
    const box = await window.nextBox();
    assert.equal(modal()?.text, 'Unassign 20 instances in 2 projects?');
    assert.equal('prompt' in box ? box.prompt : '', 'Type 20 to erase the users’ data on 20 instances in Alpha, Beta.');
    for (const wrong of ['', '10', '11', '2']) {
      await window.fill(box, wrong);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await until(() => 'validationMessage' in box && box.validationMessage !== '', 'the refusal of a wrong number');
    }
    nothingSent();
    await window.fill(box, '20');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await unassigning;
    assert.deepEqual(NAMES.map(erased), [10, 10]);
  });

  it('is about rows that were read just now, and not about those that somebody else has by now', async () => {
    const names = first(9, 'Alpha');
    const rows = names.map((name) => instance('Alpha', name));
    const [one = '', two = '', three = '', ...others] = names;
    const { fleet } = cloudOf('Alpha');
    fleet.instance(one).loggedIn = true;
    fleet.instance(two).assignUser = '';
    fleet.instance(three).assignUser = 'carol';
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    await run('unassignInstances', rows[0], rows);
    const { text, detail } = modal() ?? { text: '', detail: '' };
    assert.equal(text, 'Unassign 7 instances in Alpha?');
    assert.ok(detail.includes('1 instance has a user logged in.'), detail);
    assert.ok(detail.includes(`• ${two}: not assigned`), detail);
    assert.ok(detail.includes(`• ${three}: now assigned to carol`), detail);
    const sent = posts('Alpha').flatMap(
      ({ body }) => (body as { user_instances: { instance_id: string }[] }).user_instances,
    );
    assert.deepEqual(
      sent.map(({ instance_id }) => instance_id),
      [one, ...others].map((name) => fleet.instance(name).instanceId),
    );
  });

  it('leaves out a row that was reported as left out, even if it could be unassigned by now', async () => {
    const [one = '', two = ''] = first(2, 'Alpha');
    const { fleet } = cloudOf('Alpha');
    fleet.instance(two).assignUser = '';
    await run('refreshAll');
    const free = instance('Alpha', two);
    const rows = [instance('Alpha', one), { ...free, instance: { ...free.instance, isAssigned: false, userId: '' } }];
    Object.assign(fleet.instance(two), { assignUser: 'carol', loggedIn: true });
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    await run('unassignInstances', rows[0], rows);
    assert.equal(modal()?.text, 'Unassign 1 instance in Alpha?');
    assert.equal(erased('Alpha'), 1);
  });

  it('says when the user of an instance is known only from the settings, and demands the number', async () => {
    const { instanceId } = cloudOf('Alpha').fleet.instance('demo-00001');
    const named = { instanceId, userId: '077', name: 'from-settings' };
    const settings = clouds.map((cloud, n) => ({ ...projectSetting(cloud, NAMES[n]), region: REGIONS[n] }));
    await write('projects', [{ ...settings[0], instances: [named] }, settings[1]]);
    undo = () => write('projects', settings);
    const shut = { status: 403, body: { error_code: 'KOOPHONE.API.1001', error_msg: 'no' } };
    cloudOf('Alpha').faults.next({ path: '/instances/batch-query', times: 9, fault: shut });
    await run('refresh');
    window.messages.length = 0;
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    const row = { kind: 'instance', project: 'Alpha', instance: { id: instanceId, name: named.name, userId: '077' } };
    const unassigning = run('unassignInstances', row);
    const box = await window.nextBox();
    assert.match(modal()?.detail ?? '', /1 instance could not be read\. Its user comes from your settings\./);
    assert.equal('prompt' in box ? box.prompt : '', 'Type 1 to erase the user’s data on 1 instance in Alpha.');
    await pressEscape();
    await unassigning;
    cloudOf('Alpha').faults.clear();
    nothingSent();
  });

  /** Answers the first question after it was open for more than a minute. Closes the others. */
  const answerLate = (meanwhile: () => void): void => {
    let isFirst = true;
    window.answer = ({ isModal, buttons }) => {
      if (!isModal || !isFirst) {
        return undefined;
      }
      isFirst = false;
      meanwhile();
      const now = performance.now.bind(performance);
      performance.now = () => now() + 61_000;
      undo = () => {
        performance.now = now;
        return Promise.resolve();
      };
      return buttons[0];
    };
  };
  const questions = () => window.messages.filter(({ isModal }) => isModal);

  it('is asked again when something changed while it was open for more than a minute', async () => {
    const row = instance('Alpha', 'demo-00001');
    answerLate(() => {
      cloudOf('Alpha').fleet.instance('demo-00001').loggedIn = true;
    });
    await run('unassignInstances', row);
    const details = questions().map(({ detail }) => detail);
    assert.equal(details.length, 2);
    assert.match(details[0] ?? '', /No user is logged in\./);
    assert.match(details[1] ?? '', /1 instance has a user logged in\./);
    nothingSent();
  });

  it('is not asked again when nothing changed, even if it was open for more than a minute', async () => {
    const row = instance('Alpha', 'demo-00001');
    answerLate(() => undefined);
    await run('unassignInstances', row);
    assert.equal(questions().length, 1);
    assert.equal(erased('Alpha'), 1);
    const { requests } = cloudOf('Alpha');
    const before = requests.slice(
      0,
      requests.findIndex(({ path }) => ACTING.test(path)),
    );
    // For the question, after the late answer, and before the request.
    assert.equal(before.filter(({ path }) => path.endsWith('/instances/batch-query')).length, 3);
  });

  it('is not asked when the rows of what erases cannot be read', async () => {
    const row = instance('Alpha', 'demo-00001');
    cloudOf('Alpha').faults.next({ path: '/instances/batch-query', times: 9, fault: { status: 500 } });
    await run('unassignInstances', row);
    cloudOf('Alpha').faults.clear();
    assert.equal(modal(), undefined);
    nothingSent();
  });

  it('is about a plan that is made anew when an open plan that erases is started', async () => {
    const rows = ['demo-00001', 'demo-00002'].map((name) => instance('Alpha', name));
    const previewing = run('previewPlan', rows[0], rows);
    await window.type('Unassign instances');
    await previewing;
    const { fleet } = cloudOf('Alpha');
    fleet.instance('demo-00001').loggedIn = true;
    fleet.instance('demo-00002').assignUser = 'bob';
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    await run('startPlan');
    assert.match(modal()?.detail ?? '', /1 instance has a user logged in\./);
    assert.match(modal()?.detail ?? '', /Left out:\n• demo-00002: now assigned to bob/);
    const { instanceId, assignUser } = fleet.instance('demo-00001');
    assert.deepEqual(
      posts('Alpha').map(({ body }) => body),
      [{ user_instances: [{ user_id: rows[0]?.instance.userId, instance_id: instanceId }] }],
    );
    assert.notEqual(assignUser, 'bob');
  });

  it('does not come for an open plan of a project that was edited since, though the same ids are there', async () => {
    const projects = configuration().get<object[]>('projects') ?? [];
    undo = () => write('projects', projects);
    await run('previewPlan', server('Alpha', 'web-01'));
    await write('projects', [{ ...projectSetting(cloudOf('Beta'), 'Alpha'), account: 'Beta' }, projects[1]]);
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    await run('startPlan');
    nothingSent();
    assert.equal(modal(), undefined);
    assert.match(window.messages[0]?.text ?? '', /The project Alpha was edited after the plan was made/);
  });

  it('starts nothing of an act when one of its projects cannot be started, and names that project', async () => {
    const rows = NAMES.map((name) => server(name, 'web-03'));
    const { serverId } = cloudOf('Beta').fleet.server('web-03');
    let busy: Thenable<unknown> = Promise.resolve();
    let isFirst = true;
    window.answer = ({ isModal }) => {
      if (isModal && isFirst) {
        isFirst = false;
        // While the first question is open, another click acts on the server of the second project.
        cloudOf('Beta').fleet.server('web-03').nextRestart = { durationMs: 60_000 };
        busy = run('restartServers', rows[1]);
        return until(() => posts('Beta').length === 1, 'the other restart').then(() => 'Restart');
      }
      return isModal ? 'Restart' : undefined;
    };
    await run('restartServers', rows[0], rows);
    assert.deepEqual(posts('Alpha'), []);
    assert.deepEqual(
      posts('Beta').map(({ body }) => body),
      [{ server_ids: [serverId] }],
    );
    assert.ok(window.messages.some(({ text }) => /^Beta: web-03 is in another running operation now/.test(text)));
    window.answer = ({ buttons }) => buttons[0];
    const stopping = run('stopWatching');
    await window.nextBox();
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await stopping;
    await busy;
  });

  it('leaves an instance out of a retry when another user has it by now', async () => {
    const row = instance('Alpha', 'demo-00001');
    cloudOf('Alpha').faults.next({
      path: '/instances/unassign',
      fault: { status: 400, body: { error_code: 'KOOPHONE.API.1001', error_msg: 'no' } },
    });
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    await run('unassignInstances', row);
    await until(() => window.messages.some(({ buttons }) => buttons.includes('Retry Failed')), 'the summary');
    cloudOf('Alpha').fleet.instance('demo-00001').assignUser = 'bob';
    window.messages.length = 0;
    cloudOf('Alpha').clearRequests();
    const retrying = run('retryFailed');
    await window.nextBox();
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await until(() => window.messages.length > 0, 'a word on what is left out');
    await retrying;
    assert.equal(window.messages[0]?.text, 'No targets remain in the plan. demo-00001: now assigned to bob');
    nothingSent();
  });

  it('does not come for a retry in a project that was edited since, though the same ids are there', async () => {
    const projects = configuration().get<object[]>('projects') ?? [];
    undo = () => write('projects', projects);
    const row = server('Alpha', 'web-03');
    cloudOf('Alpha').fleet.server('web-03').nextRestart = { refused: { code: 'CPS.0158', message: 'Not now.' } };
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
    await run('restartServers', row);
    await until(() => window.messages.some(({ buttons }) => buttons.includes('Retry Failed')), 'the summary');
    await write('projects', [{ ...projectSetting(cloudOf('Beta'), 'Alpha'), account: 'Beta' }, projects[1]]);
    window.messages.length = 0;
    const retrying = run('retryFailed');
    await window.nextBox();
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await retrying;
    await until(() => window.messages.length > 0, 'a word on the edited project');
    assert.deepEqual(posts('Beta'), []);
    assert.match(window.messages[0]?.text ?? '', /the settings of Alpha do not name the host .* any more/);
  });

  it('counts once what was chosen under two names of the same cloud', async () => {
    const projects = configuration().get<object[]>('projects') ?? [];
    undo = () => write('projects', projects);
    await write('projects', [...projects, { ...projectSetting(cloudOf('Alpha'), 'Again'), account: 'Alpha' }]);
    const rows = [server('Alpha', 'web-01'), { ...server('Alpha', 'web-01'), project: 'Again' }];
    await run('restartServers', rows[0], rows);
    assert.equal(modal()?.text, 'Restart 1 server in Alpha?');
    assert.match(modal()?.detail ?? '', /\n\nLeft out:\n• Again · web-01: chosen in Alpha already$/);
    nothingSent();
  });

  for (const [key, value] of [
    ['guard.protectedPatterns', 'prod-*'],
    ['guard.minRunningPercent', '50'],
    ['guard.maxTargets', '10'],
  ] as const) {
    it(`is not asked while the setting ${key} cannot be read`, async () => {
      await write(key, value);
      undo = () => write(key, undefined);
      const calls: [string, ...unknown[]][] = [
        ['restartServers', server('Alpha', 'web-01')],
        ['rebootInstances', instance('Alpha', 'demo-00001')],
        ['unassignInstances', instance('Alpha', 'demo-00001')],
      ];
      for (const [command, row] of calls) {
        window.messages.length = 0;
        await run(command, row);
        const [message] = window.messages;
        assert.equal(
          message?.text,
          `Alpha: The setting cloudPhone.${key} cannot be read, so nothing is done. Correct it first.`,
          command,
        );
        assert.deepEqual(message.buttons, ['Open Settings', 'Show Output']);
      }
      nothingSent();
    });
  }
});
