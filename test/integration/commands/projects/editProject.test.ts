import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type CommandContext } from '../../../../src/commands/context';
import { editProject } from '../../../../src/commands/projects/editProject';
import { type Operation } from '../../../../src/model/operation';
import { Settings } from '../../../../src/ui/settings';
import { until } from '../../../support/until';
import { settingsFile } from '../../support/settingsFile';
import { pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const PROJECTS = `"cloudPhone.projects": [
    // "cn-south-1" is written before the project of that name
    { "name": "Alpha", "region": "cn-south-1" },
    { "region": "cn-south-1", "account": "Alpha",
      "name": "cn-south-1" },
    { "name": "Alpha",
      "region": "cn-east-2" },
    { "region": "cn-east-3" }
  ]`;

describe('Edit Project', () => {
  let settings: Settings;
  let window: WatchedWindow;
  let original: string;
  let running: Operation[];

  before(async () => {
    original = await settingsFile.read();
    settings = new Settings(() => Promise.reject(new Error('Nothing is to be written.')));
    await settingsFile.write(original.trimEnd().replace(/,?\s*\}$/, `,\n  ${PROJECTS}\n}\n`));
    await until(() => settings.projects().projects.length > 0, 'the settings of the test');
  });
  after(async () => {
    await settingsFile.write(original);
    await until(() => settings.projects().projects.length === 0, 'the settings of before');
    settings.dispose();
  });
  beforeEach(() => {
    window = new WatchedWindow();
    running = [];
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const edit = (...args: unknown[]): Promise<void> => {
    const operations = { load: () => Promise.resolve(), running: () => running };
    const view = { tree: { newest: (node: unknown) => node } };
    return editProject({ settings, operations, view } as unknown as CommandContext, ...args);
  };
  /** @returns the line of the cursor in the settings file */
  const line = (): string => {
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    return editor.document.lineAt(editor.selection.active).text.trim();
  };

  it('goes to the entry of a project, also of one that is named like a region', async () => {
    await edit({ project: 'cn-south-1' });
    assert.equal(line(), '"name": "cn-south-1" },');
    await edit({ kind: 'project', project: { name: 'Alpha' }, signIn: 'signedOut' });
    assert.equal(line(), '{ "name": "Alpha", "region": "cn-south-1" },');
  });

  it('goes to a wrong entry by its place, also when it has no name or that of another', async () => {
    const [double, nameless] = settings.projects().problems;
    assert.deepEqual([double?.path, nameless?.path], ['[2].name', '[3].name']);
    await edit({ project: 'Alpha', path: '[2].name' });
    assert.equal(line(), '{ "name": "Alpha",');
    await edit({ kind: 'notice', below: '', notice: { kind: 'problem', problem: nameless } });
    assert.equal(line(), '{ "region": "cn-east-3" }');
  });

  it('asks for the entry from the palette, and offers the wrong ones too', async () => {
    const editing = edit();
    const box = await window.nextBox();
    assert.ok('items' in box);
    assert.deepEqual(
      box.items.map(({ label }) => label),
      ['Alpha', 'cn-south-1', 'Alpha', '4'],
    );
    await window.fill(box, '4');
    await pressEnter();
    await editing;
    assert.equal(line(), '{ "region": "cn-east-3" }');
  });

  it('asks first while an operation of the project has not ended', async () => {
    running = [3, 5].map((number) => ({ number, project: 'Alpha' }) as unknown as Operation);
    await assert.rejects(edit({ project: 'Alpha' }), vscode.CancellationError);
    const [question] = window.messages;
    assert.deepEqual(
      [question?.isModal, question?.text, question?.buttons],
      [true, 'Edit the project Alpha?', ['Edit']],
    );
    assert.match(question?.detail ?? '', /^These operations have not ended: #3, #5\./);
    assert.match(question?.detail ?? '', /\nThese projects share the sign-in: cn-south-1\.$/);
    assert.equal(settingsFile.isOpen(), false);
    window.answer = () => 'Edit';
    await edit({ project: 'Alpha' });
    assert.equal(line(), '{ "name": "Alpha", "region": "cn-south-1" },');
    window.messages.length = 0;
    await edit({ project: 'cn-south-1' });
    assert.deepEqual(window.messages, []);
  });
});
