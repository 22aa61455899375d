import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Cloud, startCloud } from '../../cloud/cloud';
import { PROJECT, projectSetting } from '../../cloud/project';
import { json, type RawServer, startRawServer } from '../../support/rawServer';
import { until } from '../../support/until';
import { signInAsUser } from '../support/signIn';
import { pressEscape, WatchedWindow } from '../support/window';

const configuration = () => vscode.workspace.getConfiguration('cloudPhone');

describe('a folder whose settings point at another cloud', function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let other: RawServer;
  let window: WatchedWindow;
  let settingsFolder: string;

  before(async () => {
    cloud = await startCloud({ servers: 2, instances: 2 });
    other = await startRawServer((response) => {
      json(response, {});
    });
    await configuration().update('projects', [projectSetting(cloud)], vscode.ConfigurationTarget.Global);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder !== undefined, 'These tests run with a folder open.');
    settingsFolder = path.join(folder, '.vscode');
    await mkdir(settingsFolder, { recursive: true });
    const projects = [projectSetting({ ...cloud, origin: other.origin })];
    const settings = { 'editor.rulers': [97], 'cloudPhone.projects': projects, 'cloudPhone.requestTimeoutSeconds': 1 };
    await writeFile(path.join(settingsFolder, 'settings.json'), JSON.stringify(settings));
    const rulers = () => JSON.stringify(vscode.workspace.getConfiguration('editor').get('rulers'));
    await until(() => rulers() === '[97]', 'the settings of the folder to be read', 20_000);
    window = new WatchedWindow();
  });
  after(async () => {
    window.dispose();
    await pressEscape();
    await rm(settingsFolder, { recursive: true, force: true });
    await configuration().update('projects', undefined, vscode.ConfigurationTarget.Global);
    await other.close();
    await cloud.close();
  });

  it('changes no setting of the extension', () => {
    assert.deepEqual(configuration().get('projects'), [projectSetting(cloud)]);
    assert.equal(configuration().get('requestTimeoutSeconds'), 30);
  });

  it('gets no password, no token and no other request', async () => {
    await signInAsUser(window, PROJECT, cloud);
    const restarting = vscode.commands.executeCommand('cloudPhone.restartServers');
    (await window.nextBox()).hide();
    await restarting;
    await vscode.commands.executeCommand('cloudPhone.signOut');
    assert.ok(cloud.requests.some(({ path: asked }) => asked.endsWith('/servers')));
    assert.deepEqual(other.seen, []);
  });
});
