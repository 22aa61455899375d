import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../../support/until';
import { Installed } from '../../support/installed';
import { pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);

describe('Show in Projects, from the command palette', function () {
  this.timeout(60_000);
  let installed: Installed;
  let window: WatchedWindow;

  before(async () => {
    installed = await Installed.open({ servers: 3, instances: 2 });
    window = new WatchedWindow();
    await installed.signIn(window);
    window.dispose();
  });
  after(() => installed.close());
  beforeEach(() => {
    window = new WatchedWindow();
    installed.cloud.clearRequests();
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
  });

  const selectedId = async (): Promise<string> => {
    await run('copyId', { selected: true });
    return vscode.env.clipboard.readText();
  };
  const refusal = ({ validationMessage }: vscode.InputBox): string =>
    typeof validationMessage === 'string' ? validationMessage : '';

  it('finds a phone by its ID, though its server was never opened, with one request for it', async () => {
    const { phoneId } = installed.cloud.fleet.phone('web-03-00002');
    const showing = run('revealTarget');
    // No row has this ID. So the item for it is the only one, and the next box has the text already.
    await window.typeFreely(phoneId);
    const box = await window.nextBox();
    assert.equal(box.value, phoneId);
    await pressEnter();
    await showing;
    assert.equal(await selectedId(), phoneId);
    assert.equal(installed.cloud.requests.filter(({ path }) => path.endsWith(`/phones/${phoneId}`)).length, 1);
    assert.deepEqual(window.messages, []);
  });

  it('says that an ID is nowhere, and keeps the box open', async () => {
    const showing = run('revealTarget');
    await window.type('Find by ID…');
    const box = await window.nextBox();
    assert.ok('prompt' in box);
    await window.fill(box, 'no id!');
    await pressEnter();
    await until(() => refusal(box).startsWith('This is not the ID'), 'the refusal');
    await window.fill(box, 'f'.repeat(32));
    await pressEnter();
    await until(() => refusal(box).includes('no project that is signed in has a phone'), 'the answer');
    await pressEscape();
    await showing;
  });
});
