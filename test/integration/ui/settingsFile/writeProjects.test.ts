import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Settings } from '../../../../src/ui/settings';
import { writeProjects } from '../../../../src/ui/settingsFile/writeProjects';
import { until } from '../../../support/until';
import { settingsFile } from '../../support/settingsFile';
import { WatchedWindow } from '../../support/window';

const ID = '0'.repeat(32);
const ENTRY = { name: 'New', region: 'cn-north-4' };

/** What people write into the list: comments, and an entry that is commented out. */
const PROJECTS = `"cloudPhone.projects": [
    // ask Li before you touch this one
    { "name": "Production", "region": "cn-north-4" },
    // { "name": "Old", "region": "cn-east-2" },
    {
      "name": "Staging",
      "region": "cn-south-1" // near the testers
    }
  ]`;
const WITHOUT_COMMENTS = '"cloudPhone.projects": [{ "name": "Production", "region": "cn-north-4" }]';

describe('writing the list of projects', () => {
  let settings: Settings;
  let window: WatchedWindow;
  let original: string;
  const { executeCommand } = vscode.commands;

  before(async () => {
    original = await settingsFile.read();
  });
  beforeEach(async () => {
    settings = new Settings(writeProjects);
    window = new WatchedWindow();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  afterEach(async () => {
    Reflect.set(vscode.commands, 'executeCommand', executeCommand);
    window.dispose();
    await settingsFile.write(original);
    await until(() => settings.projects().projects.length === 0, 'the settings of before');
    settings.dispose();
  });

  /** @returns the text of a settings file with these projects after the other settings of the test window */
  const withProjects = (projects: string): string => original.trimEnd().replace(/,?\s*\}$/, `,\n  ${projects}\n}\n`);

  const given = async (projects: string): Promise<void> => {
    await settingsFile.write(withProjects(projects));
    await until(() => settings.projects().projects.length > 0, 'the settings of the test');
  };

  /** Puts something in the place of a command of VS Code. */
  const instead = (command: string, own: () => Promise<void>): void => {
    Reflect.set(vscode.commands, 'executeCommand', (id: string, ...args: unknown[]) =>
      id === command ? own() : executeCommand(id, ...args),
    );
  };
  const cannotBeSaved = (): void => {
    instead('workbench.action.files.save', () => Promise.resolve());
  };
  const cannotBeOpened = (): void => {
    instead('workbench.action.openApplicationSettingsJson', () => Promise.reject(new Error('command not found')));
  };

  it('adds, changes and removes entries, and keeps each comment, the order and what is commented out', async () => {
    await given(PROJECTS);
    await settings.addProject(ENTRY);
    assert.equal(settings.project('New')?.region, 'cn-north-4');
    await settings.updateProject('Staging', { projectId: ID });
    assert.equal(settings.project('Staging')?.projectId, ID);
    await settings.removeProject('Production');
    assert.equal(settings.project('Production'), undefined);
    assert.equal(settingsFile.isOpen(), false);
    const expected = PROJECTS.replace('    { "name": "Production", "region": "cn-north-4" },\n', '')
      .replace('"cn-south-1" // near', `"cn-south-1", // near`)
      .replace('testers\n', `testers\n      "projectId": "${ID}"\n`)
      .replace('    }\n  ]', '    },\n    {\n      "name": "New",\n      "region": "cn-north-4"\n    }\n  ]');
    assert.equal(await settingsFile.read(), withProjects(expected));
    assert.deepEqual(window.messages, []);
  });

  it('adds to a file that has no such setting', async () => {
    await settings.addProject(ENTRY);
    assert.deepEqual(
      settings.projects().projects.map(({ name }) => name),
      ['New'],
    );
  });

  it('makes two changes at once one after the other', async () => {
    await Promise.all([settings.addProject(ENTRY), settings.addProject({ ...ENTRY, name: 'Newer' })]);
    assert.deepEqual(
      settings.projects().projects.map(({ name }) => name),
      ['New', 'Newer'],
    );
  });

  it('does not add a second project of a name, also when both are added at once', async () => {
    const add = () => settings.addProject(ENTRY);
    const [first, second] = await Promise.allSettled([add(), add()]);
    assert.equal(first.status, 'fulfilled');
    assert.equal(second.status === 'rejected' && String(second.reason), 'Error: Another project is already named New.');
    assert.deepEqual(
      settings.projects().projects.map(({ name }) => name),
      ['New'],
    );
    assert.equal(settingsFile.isOpen(), false);
  });

  it('leaves the file open where it was open', async () => {
    await settingsFile.open();
    await settings.addProject(ENTRY);
    assert.equal(settingsFile.isOpen(), true);
  });

  it('keeps the entry while the file has unsaved changes, and writes both with Save and Retry', async () => {
    await settingsFile.type(withProjects(PROJECTS));
    let dirty: boolean | undefined;
    window.answer = () => {
      dirty = vscode.window.activeTextEditor?.document.isDirty;
      return 'Save and Retry';
    };
    assert.equal(await settings.addProject(ENTRY), 'written');
    assert.equal(dirty, true);
    assert.deepEqual(
      window.messages.map(({ text, buttons }) => [text, ...buttons]),
      [['The settings file has unsaved changes. Not added yet: New.', 'Save and Retry', 'Copy Entry']],
    );
    assert.deepEqual(
      settings.projects().projects.map(({ name }) => name),
      ['Production', 'Staging', 'New'],
    );
  });

  it('copies the entry when the person wants that, and writes nothing', async () => {
    const broken = withProjects(PROJECTS.replace('"region"', 'region'));
    await settingsFile.write(broken);
    await vscode.env.clipboard.writeText('');
    window.answer = ({ buttons }) => buttons.find((button) => button === 'Copy Entry');
    assert.equal(await settings.addProject(ENTRY), 'copied');
    assert.deepEqual(JSON.parse(await vscode.env.clipboard.readText()), ENTRY);
    assert.deepEqual(
      window.messages.map(({ text }) => text),
      [
        'The settings file has a syntax error. Fix it first. Not added yet: New.',
        'The entry is in the clipboard. Paste it into cloudPhone.projects in the settings file.',
      ],
    );
    assert.equal(settingsFile.isOpen(), true);
    assert.equal(await settingsFile.read(), broken);
  });

  it('writes nothing when the person closes the message', async () => {
    await settingsFile.type(withProjects(PROJECTS));
    await assert.rejects(settings.removeProject('Staging'), vscode.CancellationError);
    assert.deepEqual(
      window.messages.map(({ text, buttons }) => [text, ...buttons]),
      [['The settings file has unsaved changes. Not removed yet: Staging.', 'Save and Retry']],
    );
    assert.equal(vscode.window.activeTextEditor?.document.getText(), withProjects(PROJECTS));
  });

  it('takes its edit back when the file cannot be saved, and asks where a comment would be lost', async () => {
    await given(PROJECTS);
    cannotBeSaved();
    const writing = settings.updateProject('Staging', { projectId: ID });
    await assert.rejects(writing, vscode.CancellationError);
    assert.deepEqual(
      window.messages.map(({ text }) => text),
      ['The settings file could not be saved. It may be read-only. Not written into the settings yet: projectId.'],
    );
    assert.equal(await settingsFile.read(), withProjects(PROJECTS));
  });

  it('lets VS Code write the list where the file cannot be edited and has no comment in it', async () => {
    await given(WITHOUT_COMMENTS);
    cannotBeSaved();
    await settings.addProject(ENTRY);
    assert.deepEqual(window.messages, []);
    assert.deepEqual(
      settings.projects().projects.map(({ name }) => name),
      ['Production', 'New'],
    );
  });

  it('does not let VS Code write over a list that it cannot look at', async () => {
    await given(PROJECTS);
    cannotBeOpened();
    await assert.rejects(settings.addProject(ENTRY), vscode.CancellationError);
    assert.deepEqual(
      window.messages.map(({ text }) => text),
      ['The settings file could not be opened. Not added yet: New.'],
    );
    Reflect.set(vscode.commands, 'executeCommand', executeCommand);
    assert.equal(await settingsFile.read(), withProjects(PROJECTS));
  });

  it('lets VS Code write the first entry where the file cannot be opened', async () => {
    cannotBeOpened();
    await settings.addProject(ENTRY);
    assert.deepEqual(
      settings.projects().projects.map(({ name }) => name),
      ['New'],
    );
  });
});
