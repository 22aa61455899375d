import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PROJECT } from '../../../cloud/project';
import { until } from '../../../support/until';
import { configuration, Installed } from '../../support/installed';
import { pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);

describe('Assign Instances…', function () {
  this.timeout(60_000);
  let installed: Installed;
  let window: WatchedWindow;

  before(async () => {
    installed = await Installed.open({ servers: 1, instances: 6, assignMs: 200 });
    window = new WatchedWindow();
    await installed.signIn(window);
    window.dispose();
  });
  after(async () => {
    await installed.close();
  });
  beforeEach(async () => {
    for (const instance of installed.cloud.fleet.instances.values()) {
      Object.assign(instance, { frozen: false, loggedIn: false, assignUser: '' });
    }
    await run('refreshAll');
    installed.cloud.clearRequests();
    window = new WatchedWindow();
    window.answer = ({ isModal, buttons }) => (isModal ? buttons[0] : undefined);
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
  });

  const names = (): string[] => [...installed.cloud.fleet.instances.values()].map(({ name }) => name);
  const idOf = (name: string): string => installed.cloud.fleet.instance(name).instanceId;
  const userOf = (name: string): string => installed.cloud.fleet.instance(name).assignUser;
  const row = (name: string) => ({
    kind: 'instance',
    project: PROJECT,
    instance: { id: idOf(name), name, runningStatus: 2, isAssigned: false },
  });
  const posts = () => installed.cloud.requests.filter(({ path }) => path.endsWith('/assign'));
  const modal = () => window.messages.find(({ isModal }) => isModal);

  it('takes the user of one row, and the question names both', async () => {
    const [one = ''] = names();
    const assigning = run('assignInstances', row(one));
    const box = await window.nextBox();
    await window.fill(box, 'not/a/user');
    await pressEnter();
    await until(() => 'validationMessage' in box && box.validationMessage !== '', 'the refusal of a wrong user ID');
    await window.fill(box, '1008600000000000042');
    await pressEnter();
    await assigning;
    assert.equal(modal()?.text, `Assign 1 instance in ${PROJECT}?`);
    assert.ok(modal()?.detail.includes(`• ${one} · 1008600000000000042`), modal()?.detail);
    await until(() => userOf(one) === '1008600000000000042', 'the user in the cloud');
  });

  it('takes pairs for several rows, refuses a wrong one in the box, and leaves out what has a user', async () => {
    const [one = '', two = '', three = '', taken = ''] = names();
    installed.cloud.fleet.instance(taken).assignUser = 'carol';
    await run('refreshAll');
    const rows = [one, two, three, taken].map(row);
    const assigning = run('assignInstances', rows[0], rows);
    await window.type('Paste or type…');
    const box = await window.nextBox();
    const pairs = `${idOf(two)},bob ${idOf(one)},alice;`;
    await window.fill(box, pairs);
    await pressEnter();
    await until(() => 'validationMessage' in box && box.validationMessage !== '', 'the refusal of too few pairs');
    assert.equal(
      'validationMessage' in box ? box.validationMessage : '',
      `No user is named for ${three} (${idOf(three)}).`,
    );
    assert.equal(posts().length, 0);
    await window.fill(box, `${pairs} ${idOf(three)},dave`);
    await pressEnter();
    await assigning;
    assert.equal(modal()?.text, `Assign 3 instances in ${PROJECT}?`);
    assert.ok(modal()?.detail.includes(`• ${taken}: already assigned to carol`), modal()?.detail);
    assert.equal(posts().length, 1);
    assert.deepEqual([one, two, three, taken].map(userOf), ['alice', 'bob', 'dave', 'carol']);
  });

  it('gives no instance to a user whom the person did not name', async () => {
    const [one = '', two = '', late = ''] = names();
    installed.cloud.fleet.instance(late).assignUser = 'carol';
    await run('refreshAll');
    await configuration().update('freshSeconds', 0, vscode.ConfigurationTarget.Global);
    const rows = [one, two, late].map(row);
    const assigning = run('assignInstances', rows[0], rows);
    await window.type('Paste or type…');
    const box = await window.nextBox();
    installed.cloud.fleet.instance(late).assignUser = '';
    await window.fill(box, 'u1 u2');
    await pressEnter();
    await assigning;
    await configuration().update('freshSeconds', undefined, vscode.ConfigurationTarget.Global);
    assert.ok(modal()?.detail.includes(`• ${late}: it cannot be sent`), modal()?.detail);
    assert.deepEqual([one, two, late].map(userOf), ['u1', 'u2', '']);
  });

  it('takes the users alone in the order in which the view shows the rows', async () => {
    const [one = '', two = '', three = ''] = names();
    const rows = [three, one, two].map(row);
    const assigning = run('assignInstances', rows[0], rows);
    await window.type('Paste or type…');
    await window.type('u1 u2 u3');
    await assigning;
    assert.deepEqual([one, two, three].map(userOf), ['u1', 'u2', 'u3']);
  });

  it('from the palette takes pairs for any free instances of the project, also from a file', async () => {
    const [one = '', two = ''] = names();
    const file = vscode.Uri.joinPath(
      vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/tmp'),
      'users.csv',
    );
    const csv = `instance_id;user_id\r\n"${idOf(two)}";"bob"\r\n`;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(csv));
    const { showOpenDialog } = vscode.window;
    Object.assign(vscode.window, { showOpenDialog: () => Promise.resolve([file]) });
    try {
      const assigning = run('assignInstances');
      await window.type('In a file…');
      const box = await window.nextBox();
      assert.equal('value' in box ? box.value : '', `${idOf(two)},bob`);
      await pressEnter();
      await assigning;
    } finally {
      Object.assign(vscode.window, { showOpenDialog });
      await vscode.workspace.fs.delete(file);
    }
    assert.deepEqual([one, two].map(userOf), ['', 'bob']);
  });

  it('has the user in the requests that are copied', async () => {
    const [one = ''] = names();
    const copying = run('copyAsCurl', row(one));
    await window.type('Assign instances');
    await window.type('alice');
    await copying;
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /instances\/assign/);
    assert.ok(copied.includes(`{"user_id":"alice","instance_id":"${idOf(one)}"}`), copied);
    assert.equal(posts().length, 0);
  });
});
