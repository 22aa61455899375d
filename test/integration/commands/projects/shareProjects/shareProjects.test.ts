import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { configuration } from '../../../support/installed';
import { pressEnter, pressEscape, WatchedWindow } from '../../../support/window';

const MINE = { name: 'Mine', region: 'cn-north-4' };
const LAB = { name: 'Lab', region: 'cn-south-1', projectId: '0123456789abcdef0123456789abcdef' };
const ELSEWHERE = { name: 'Elsewhere', region: 'cn-north-4', endpoints: { iam: 'https://iam.example.com' } };

const configure = (projects: unknown): Thenable<void> =>
  configuration().update('projects', projects, vscode.ConfigurationTarget.Global);
const configured = (): unknown => configuration().get('projects');

describe('sharing projects', function () {
  this.timeout(60_000);
  let window: WatchedWindow;
  let folder: string;
  let undo: (() => void)[];

  /** Answers a file dialog in place of the person. */
  const answer = (dialog: 'showSaveDialog' | 'showOpenDialog', value: unknown): void => {
    const before = vscode.window[dialog];
    Reflect.set(vscode.window, dialog, () => Promise.resolve(value));
    undo.push(() => void Reflect.set(vscode.window, dialog, before));
  };

  beforeEach(async () => {
    window = new WatchedWindow();
    folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-share-'));
    undo = [];
    await configure([MINE]);
  });
  afterEach(async () => {
    window.dispose();
    undo.forEach((step) => {
      step();
    });
    rmSync(folder, { recursive: true });
    await pressEscape();
    await configure(undefined);
  });

  const importing = (list: unknown): Thenable<unknown> => {
    writeFileSync(path.join(folder, 'list.json'), typeof list === 'string' ? list : JSON.stringify(list));
    answer('showOpenDialog', [vscode.Uri.file(path.join(folder, 'list.json'))]);
    return vscode.commands.executeCommand('cloudPhone.importProjects');
  };

  it('writes the chosen projects into a file, from which they can be imported where they are missing', async () => {
    const file = path.join(folder, 'team.cloud-phone.json');
    await configure([MINE, LAB, { name: 'Bad' }]);
    answer('showSaveDialog', vscode.Uri.file(file));
    const exporting = vscode.commands.executeCommand('cloudPhone.exportProjects');
    const which = await window.nextBox();
    assert.ok('items' in which);
    assert.deepEqual(
      which.selectedItems.map(({ label }) => label),
      ['Mine', 'Lab'],
    );
    await pressEnter();
    await window.type('Save to a file…');
    await exporting;
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { version: 1, projects: [MINE, LAB] });

    await configure([MINE]);
    const running = importing(readFileSync(file, 'utf8'));
    await window.type('In a file…');
    const offered = await window.nextBox();
    assert.ok('items' in offered);
    assert.deepEqual(
      offered.items.map(({ label, detail }) => [label, detail]),
      [['Lab', LAB.projectId]],
    );
    await pressEnter();
    await running;
    assert.deepEqual(configured(), [MINE, LAB]);
    assert.deepEqual(window.messages.at(-1)?.text, 'Projects added: Lab. Already there: Mine.');
  });

  it('copies the only project, and takes a list from the clipboard', async () => {
    const exporting = vscode.commands.executeCommand('cloudPhone.exportProjects');
    await window.type('Copy to the clipboard');
    await exporting;
    assert.deepEqual(JSON.parse(await vscode.env.clipboard.readText()), { version: 1, projects: [MINE] });
    await configure([]);
    const running = vscode.commands.executeCommand('cloudPhone.importProjects');
    await window.type('In the clipboard');
    await window.nextBox();
    await pressEnter();
    await running;
    assert.deepEqual(configured(), [MINE]);
  });

  it('takes pasted text, and says in the box when it is not a list', async () => {
    const running = vscode.commands.executeCommand('cloudPhone.importProjects');
    await window.type('Paste it…');
    const box = await window.type('{}');
    assert.ok('validationMessage' in box && typeof box.validationMessage === 'string');
    assert.match(box.validationMessage, /not a project list/);
    await window.fill(box, JSON.stringify(LAB));
    await pressEnter();
    await window.nextBox();
    await pressEnter();
    await running;
    assert.deepEqual(configured(), [MINE, LAB]);
  });

  it('overwrites nothing, and names what it leaves out', async () => {
    const running = importing([
      { ...MINE, region: 'cn-south-1' },
      { name: 'Bad', region: 7 },
    ]);
    await window.type('In a file…');
    await running;
    assert.deepEqual(configured(), [MINE]);
    assert.match(
      window.messages[0]?.text ?? '',
      /no new project\. .*in use: Mine\. .*not valid: Bad: The region must be/,
    );
  });

  it('shows the hosts that would get a sign-in, and asks before it adds such a project', async () => {
    for (const [button, after] of [
      [undefined, [MINE]],
      ['Add Them', [MINE, ELSEWHERE]],
    ] as const) {
      window.answer = ({ isModal }) => (isModal ? button : undefined);
      const running = importing([ELSEWHERE]);
      await window.type('In a file…');
      const offered = await window.nextBox();
      assert.ok('items' in offered);
      assert.equal(offered.items[0]?.detail, 'Its sign-in goes to https://iam.example.com');
      await pressEnter();
      await running;
      assert.match(window.messages.find(({ isModal }) => isModal)?.detail ?? '', /https:\/\/iam\.example\.com/);
      assert.deepEqual(configured(), after);
    }
  });

  it('refuses a file that is too large, and says that there is nothing to export', async () => {
    const running = importing(' '.repeat(1_000_001));
    await window.type('In a file…');
    await running;
    assert.match(window.messages[0]?.text ?? '', /too large/);
    await configure([]);
    await vscode.commands.executeCommand('cloudPhone.exportProjects');
    assert.match(window.messages.at(-1)?.text ?? '', /no project to export/);
  });
});
