import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CloudPhoneApi } from '../../../../cloud-phone-manager';
import manifest from '../../../../package.json';
import { PROJECT } from '../../../cloud/project';
import { until } from '../../../support/until';
import { Installed } from '../../support/installed';
import { pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);

describe('Rename…', function () {
  this.timeout(60_000);
  let installed: Installed;
  let window: WatchedWindow;
  let api: CloudPhoneApi;

  before(async () => {
    installed = await Installed.open({ servers: 2, phonesPerServer: 2, instances: 1 });
    window = new WatchedWindow();
    await installed.signIn(window);
    window.dispose();
    const extension = vscode.extensions.getExtension<CloudPhoneApi>(`${manifest.publisher}.${manifest.name}`);
    assert.ok(extension);
    api = await extension.activate();
  });
  after(async () => {
    await installed.close();
  });
  beforeEach(() => {
    installed.cloud.clearRequests();
    window = new WatchedWindow();
  });
  afterEach(async () => {
    installed.cloud.faults.clear();
    window.dispose();
    await pressEscape();
  });

  const puts = () => installed.cloud.requests.filter(({ method }) => method === 'PUT');
  const firstServer = () => {
    const [server] = installed.cloud.fleet.servers.values();
    assert.ok(server);
    return server;
  };
  const row = () => {
    const { serverId: id, name } = firstServer();
    return { kind: 'server', project: PROJECT, server: { id, name, status: 5 } };
  };
  const shownName = async (): Promise<string | undefined> =>
    (await api.list(PROJECT, 'servers')).find(({ id }) => id === firstServer().serverId)?.name;

  it('asks with the old name, refuses what cannot be a name, and the row has the new one', async () => {
    const { name } = firstServer();
    assert.equal(await shownName(), name);
    const renaming = run('rename', row());
    const box = await window.nextBox();
    assert.equal('value' in box ? box.value : '', name);
    await window.fill(box, 'not a name');
    await pressEnter();
    await until(() => 'validationMessage' in box && box.validationMessage !== '', 'the refusal of a wrong name');
    assert.deepEqual(puts(), []);
    await window.fill(box, '前台-1');
    await pressEnter();
    await renaming;
    assert.equal(firstServer().name, '前台-1');
    assert.equal(await shownName(), '前台-1');
    assert.deepEqual(window.messages, []);
  });

  it('sends nothing when the name stays as it is', async () => {
    const renaming = run('rename', row());
    await window.nextBox();
    await pressEnter();
    await renaming;
    assert.deepEqual(puts(), []);
  });

  it('renames a phone, whose list is read again', async () => {
    const { serverId } = firstServer();
    const [phone] = [...installed.cloud.fleet.phones.values()].filter((one) => one.serverId === serverId);
    assert.ok(phone);
    await api.list(PROJECT, 'phones', serverId);
    const { phoneId: id, name } = phone;
    const renaming = run('rename', { kind: 'phone', project: PROJECT, serverId, phone: { id, name, status: 2 } });
    await window.type('phone_9');
    await renaming;
    assert.equal(phone.name, 'phone_9');
    assert.ok((await api.list(PROJECT, 'phones', serverId)).some((one) => one.name === 'phone_9'));
  });

  it('from the palette asks for the server', async () => {
    const { name } = firstServer();
    const renaming = run('rename');
    await window.type(name);
    await window.type('picked-1');
    await renaming;
    assert.equal(firstServer().name, 'picked-1');
  });

  it('says of a lost response what the row shows now, and sends nothing again', async () => {
    await run('refreshAll');
    await shownName();
    for (const [fault, words] of [
      ['resetAfter', /^.* is now called lost-resetAfter, although the response was lost\./],
      ['reset', /^The response was lost, and .* does not have the new name lost-reset yet\./],
    ] as const) {
      installed.cloud.clearRequests();
      window.messages.length = 0;
      installed.cloud.faults.next({ path: /\/servers\/[^/]+$/, method: 'PUT', fault });
      const renaming = run('rename', row());
      await window.type(`lost-${fault}`);
      await renaming;
      assert.match(window.messages[0]?.text ?? '', words);
      assert.equal(puts().length, 1);
    }
  });

  it('says of a lost response that nothing is known when the row cannot be read either', async () => {
    installed.cloud.faults.next({ path: /\/servers\/[^/]+$/, method: 'PUT', fault: 'reset' });
    installed.cloud.faults.next({ path: /\/servers$/, method: 'GET', times: 9, fault: { status: 500 } });
    const renaming = run('rename', row());
    await window.type('lost-2');
    await renaming;
    assert.match(window.messages[0]?.text ?? '', /^It is not known whether .* was renamed to lost-2\./);
  });

  it('tells why the cloud refuses it, and is in the audit log with its result', async () => {
    const fault = { status: 400, body: { error_code: 'CPS.0006', error_msg: 'no' } };
    installed.cloud.faults.next({ path: /\/servers\/[^/]+$/, method: 'PUT', fault });
    const renaming = run('rename', row());
    await window.type('refused-1');
    await renaming;
    assert.match(window.messages[0]?.text ?? '', /CPS\.0006/);
    await run('showAuditLog');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /"verb":"rename".*"event":"started".*"newName":"refused-1"/);
    assert.match(text, /"verb":"rename".*"event":"result".*"result":"rejected"/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says that other rows cannot be renamed', async () => {
    await run('rename', { kind: 'group', project: PROJECT, group: 'servers' });
    assert.equal(window.messages[0]?.text, 'Only servers and phones can be renamed.');
  });
});
