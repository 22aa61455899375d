import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { type Cloud } from '../../cloud/cloud';
import { PROJECT, projectSetting } from '../../cloud/project';
import { until } from '../../support/until';
import { DECLARED_SETTINGS } from '../../tools/texts/declaredSettings';
import { configuration, Installed } from '../support/installed';
import { pressEscape, WatchedWindow } from '../support/window';

const declared = manifest.contributes.commands.map(({ command }) => command);

/** A value that contains itself. */
function circle(): unknown {
  const loop: Record<string, unknown> = { kind: 'server' };
  loop['server'] = loop;
  return loop;
}
const RUBBISH: Readonly<Record<string, readonly unknown[]>> = {
  nothing: [],
  null: [null],
  'a number': [42],
  'a text': ['../../etc/passwd'],
  'an object of no kind': [{ kind: 'x' }],
  'an object of a kind and no more': [{ kind: 'server' }],
  'a project that is none': [{ project: 7 }],
  'an object that contains itself': [circle()],
  'lists of rubbish': [undefined, [null, 42, { kind: 'instance' }, circle(), []]],
};

/** @returns whether the command opens an editor that takes a second. It ignores its arguments. */
const isHeavy = (command: string): boolean => command === 'cloudPhone.openWalkthrough';

describe('the commands of the extension', function () {
  this.timeout(60_000);
  let installed: Installed;
  let cloud: Cloud;
  let window: WatchedWindow;
  const unhandled: unknown[] = [];
  /** The addresses that would have been opened in a browser. */
  const opened: string[] = [];
  const { openExternal } = vscode.env;
  /** Ignores errors about ripgrep: VS Code searches the open folder with it, and the browser host does not have it. */
  const note = (error: unknown): void => {
    if (!String(error).includes('ripgrep')) {
      unhandled.push(error);
    }
  };

  before(async () => {
    installed = await Installed.open({ servers: 3, instances: 3, jobMs: 500 });
    ({ cloud } = installed);
    process.on('unhandledRejection', note);
    Reflect.set(vscode.env, 'openExternal', (uri: vscode.Uri) => {
      opened.push(uri.toString(true));
      return Promise.resolve(true);
    });
  });
  after(async () => {
    process.off('unhandledRejection', note);
    Reflect.set(vscode.env, 'openExternal', openExternal);
    await installed.close();
  });
  beforeEach(() => {
    window = new WatchedWindow();
    unhandled.length = 0;
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are all registered, and no command is registered that is not declared', async () => {
    const registered = (await vscode.commands.getCommands()).filter((id) => /^cloudPhone\.[a-zA-Z]+$/.test(id));
    assert.deepEqual(registered.sort(), [...declared].sort());
  });

  it('sign in with the typed texts, and store nothing in the settings', async () => {
    await installed.signIn(window);
    assert.ok(cloud.requests.some(({ method, path }) => method === 'POST' && path === '/v3/auth/tokens'));
    assert.deepEqual(configuration().get('projects'), [projectSetting(cloud)]);
  });

  /** Calls commands with arguments of a wrong form. Every box and message is closed. */
  const call = async (commands: readonly string[], args: readonly unknown[]): Promise<void> => {
    cloud.clearRequests();
    window.onBox = (box) => {
      box.hide();
    };
    for (const command of commands) {
      await vscode.commands.executeCommand(command, ...args);
    }
    assert.deepEqual(
      cloud.requests.filter(({ method }) => method !== 'GET'),
      [],
    );
    assert.deepEqual(unhandled, []);
    const strange = /undefined|TypeError|Cannot read|is not a function/;
    assert.deepEqual(
      window.messages.filter(({ text }) => strange.test(text)),
      [],
    );
    assert.deepEqual(configuration().get('projects'), [projectSetting(cloud)]);
  };

  for (const [what, args] of Object.entries(RUBBISH)) {
    if (args.length > 0 && process.env.CLOUD_PHONE_VSCODE === 'lowest') {
      // The extension reads the arguments itself, so the version of VS Code makes no difference.
      continue;
    }
    it(`bear being called with ${what}: nothing acts, nothing breaks`, async () => {
      await call(
        declared.filter((command) => command !== 'cloudPhone.signOut' && (args.length === 0 || !isHeavy(command))),
        args,
      );
    });
  }

  it('send nothing when the confirmation is closed, and what was confirmed when it is not', async () => {
    cloud.clearRequests();
    const restart = async (button: string | undefined): Promise<void> => {
      window.answer = ({ isModal }) => (isModal ? button : undefined);
      const running = vscode.commands.executeCommand('cloudPhone.restartServers');
      const box = await window.nextBox();
      await window.tick(box, ({ label }) => label !== 'web-03');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await running;
    };
    const posts = () => cloud.requests.filter(({ path }) => path.endsWith('/servers/batch-restart'));
    await restart(undefined);
    assert.deepEqual(posts(), []);
    const asked = window.messages.find(({ isModal }) => isModal);
    assert.equal(asked?.text, 'Restart 2 servers in Simulated cloud?');
    assert.deepEqual(asked.buttons, ['Restart']);
    assert.match(
      asked.detail,
      /^Simulated cloud · cn-north-4\n• web-01\n• web-02\n\n.*phones on them go down too(: .+)?\.$/,
    );
    await restart('Restart');
    assert.equal(posts().length, 1);
    await until(() => window.messages.some(({ text }) => /2 succeeded/.test(text)), 'the summary', 20_000);
  });

  it('act on every server that matches the filter, after the same question, and on no other', async () => {
    const act = async (button: string | undefined): Promise<void> => {
      window.answer = ({ isModal }) => (isModal ? button : undefined);
      await vscode.commands.executeCommand('cloudPhone.restartMatching');
    };
    await act('Restart');
    assert.ok(window.messages.some(({ text }) => text.startsWith('Set a filter first')));
    const filtering = vscode.commands.executeCommand('cloudPhone.filter');
    await window.type('-server:web-02 web');
    await filtering;
    cloud.clearRequests();
    const posts = () => cloud.requests.filter(({ path }) => path.endsWith('/servers/batch-restart'));
    await act(undefined);
    assert.deepEqual(posts(), []);
    await act('Restart');
    const ids = ['web-01', 'web-03'].map((name) => cloud.fleet.server(name).serverId);
    assert.deepEqual(
      posts().map(({ body }) => body),
      [{ server_ids: ids }],
    );
    await vscode.commands.executeCommand('cloudPhone.clearFilter');
  });

  it('read the list again before they act on what was read before a person had to sign in again', async () => {
    const filtering = vscode.commands.executeCommand('cloudPhone.filter');
    await window.type('web');
    await filtering;
    await vscode.commands.executeCommand('cloudPhone.restartMatching');
    cloud.revokeTokens();
    await vscode.commands.executeCommand('cloudPhone.refresh');
    assert.ok(window.messages.some(({ buttons }) => buttons.some((button) => /sign in/i.test(button))));
    const renamed = cloud.fleet.server('web-02');
    renamed.name = 'db-02';
    await installed.signIn(window);
    cloud.clearRequests();
    window.answer = ({ isModal }) => (isModal ? 'Restart' : undefined);
    await vscode.commands.executeCommand('cloudPhone.restartMatching');
    const ids = ['web-01', 'web-03'].map((name) => cloud.fleet.server(name).serverId);
    assert.deepEqual(
      cloud.requests.filter(({ method }) => method === 'POST').map(({ body }) => body),
      [{ server_ids: ids }],
    );
    renamed.name = 'web-02';
    await vscode.commands.executeCommand('cloudPhone.refresh');
    await vscode.commands.executeCommand('cloudPhone.clearFilter');
  });

  it('show and copy the requests of an action without sending them, and then send exactly these', async () => {
    cloud.clearRequests();
    const servers = [...cloud.fleet.servers.values()].slice(0, 2);
    const rows = servers.map(({ serverId, name }) => ({
      kind: 'server',
      project: PROJECT,
      server: { id: serverId, name, status: 5 },
    }));
    await vscode.commands.executeCommand('cloudPhone.previewPlan', rows[0], rows);
    const shown = vscode.window.activeTextEditor?.document;
    assert.ok(shown);
    assert.equal(shown.uri.scheme, 'cloud-phone-plan');
    assert.match(shown.getText(), /^Restart servers in Simulated cloud: the plan\. Nothing has been sent\.\n/);
    await vscode.commands.executeCommand('cloudPhone.copyAsCurl', rows[0], rows);
    const curl = await vscode.env.clipboard.readText();
    assert.equal(cloud.requests.length, 0);
    assert.deepEqual(window.messages, []);
    assert.match(shown.getText(), /^X-Auth-Token: \$TOKEN$/m);
    assert.match(curl, /--header "X-Auth-Token: \$TOKEN"/);
    window.answer = ({ isModal }) => (isModal ? 'Restart' : undefined);
    await vscode.commands.executeCommand('cloudPhone.restartServers', rows[0], rows);
    const [sent] = cloud.requests.filter(({ path }) => path.endsWith('/batch-restart'));
    assert.ok(sent);
    assert.ok(shown.getText().includes(`POST ${cloud.origin}${sent.path}\n`));
    assert.deepEqual(JSON.parse(/\n\n(\{[^]*\})/.exec(shown.getText())?.[1] ?? ''), sent.body);
    assert.ok(curl.includes(`'${cloud.origin}${sent.path}'`) && curl.includes(`--data-raw '${sent.text}'`));
    await until(() => window.messages.some(({ text }) => /2 succeeded/.test(text)), 'the summary', 20_000);
  });

  it('ask for the action when several are possible, and say when none is', async () => {
    const [known] = cloud.fleet.instances.values();
    assert.ok(known);
    const row = (instance: object) => ({
      kind: 'instance',
      project: PROJECT,
      instance: { id: known.instanceId, name: known.name, ...instance },
    });
    const assigned = row({ runningStatus: 2, isAssigned: true, userId: known.assignUser });
    const copying = vscode.commands.executeCommand('cloudPhone.copyAsCurl', assigned);
    const box = await window.type('Unassign instances');
    assert.deepEqual('items' in box ? box.items.map(({ label }) => label) : [], [
      'Reboot instances',
      'Reset instances to factory state',
      'Unassign instances',
    ]);
    await copying;
    const body = { user_instances: [{ user_id: known.assignUser, instance_id: known.instanceId }] };
    const copied = await vscode.env.clipboard.readText();
    assert.ok(copied.endsWith(`--data-raw '${JSON.stringify(body)}'`), copied);
    await vscode.commands.executeCommand('cloudPhone.copyAsCurl', row({ runningStatus: 4 }));
    assert.deepEqual(
      window.messages.map(({ text }) => text),
      ['No action is possible on the selected rows now.'],
    );
  });

  it('copy names, and open no console for the endpoints of another cloud', async () => {
    const server = { kind: 'server', project: PROJECT, server: { id: 'a'.repeat(32), name: 'web-α' } };
    await vscode.commands.executeCommand('cloudPhone.copyName', server);
    assert.equal(await vscode.env.clipboard.readText(), 'web-α');
    opened.length = 0;
    await vscode.commands.executeCommand('cloudPhone.openInConsole', server);
    assert.deepEqual(opened, []);
    assert.equal(window.messages.at(-1)?.text, `No console is known for the endpoints of ${PROJECT}.`);
  });

  it('sign out, and bear wrong arguments when no project is signed in', async () => {
    for (const args of Object.values(RUBBISH)) {
      await call(['cloudPhone.signOut', 'cloudPhone.restartServers', 'cloudPhone.copyId', 'cloudPhone.refresh'], args);
    }
    assert.ok(window.messages.some(({ text }) => text === 'No project is signed in.'));
    assert.deepEqual(cloud.requests, []);
  });
});

describe('the settings of the extension', () => {
  it('have the declared defaults', () => {
    for (const [key, { default: value }] of Object.entries(DECLARED_SETTINGS)) {
      assert.deepEqual(configuration().inspect(key.replace(/^cloudPhone\./, ''))?.defaultValue, value, key);
    }
  });
});
