import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type CommandContext } from '../../../../src/commands/context';
import { confirm } from '../../../../src/commands/act/confirm';
import { showProgress } from '../../../../src/commands/act/showProgress';
import { signOut } from '../../../../src/commands/signIn/signOut';
import { summarise } from '../../../../src/commands/act/summarise';
import { ApiError } from '../../../../src/api/errors/errors';
import { type Operation } from '../../../../src/model/operation';
import { type Plan } from '../../../../src/model/plan';
import { notifyError } from '../../../../src/ui/tell/notify';
import { askText, pickMany, pickOne } from '../../../../src/ui/ask/quickInputs';
import { tell } from '../../../../src/ui/tell/tell';
import { until } from '../../../support/until';
import { configuration } from '../../support/installed';
import { pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const LINK = '[Fix it](command:workbench.action.terminal.new)';
/** Hostile names for a server, a project or a file. */
const NAMES = [LINK, '$(trash) x', 'web-01\nAll servers are restarted.', `\u202e${LINK}`];

const assertHarmless = (text: string): void => {
  assert.doesNotMatch(text, /\]\(|\$\(|[\n\r\u202e]/, text);
};

describe('what is said about foreign names', function () {
  this.timeout(60_000);
  let window: WatchedWindow;
  let undo: (() => void)[];

  const replace = (name: keyof typeof vscode.window, value: unknown): void => {
    const before: unknown = vscode.window[name];
    Reflect.set(vscode.window, name, value);
    undo.push(() => void Reflect.set(vscode.window, name, before));
  };

  beforeEach(() => {
    window = new WatchedWindow();
    undo = [];
  });
  afterEach(async () => {
    undo.forEach((step) => {
      step();
    });
    window.dispose();
    await pressEscape();
  });

  it('makes no link, no command and no icon in any kind of message, its detail or its buttons', async () => {
    for (const name of NAMES) {
      for (const way of ['info', 'warn', 'error'] as const) {
        await tell[way](`About ${name}`, 'Button', name);
        await tell[way](`About ${name}`, { modal: true, detail: ['One:', name] }, 'Button');
        await tell[way](`About ${name}`, { modal: true, detail: name });
      }
    }
    assert.equal(window.messages.length, NAMES.length * 9);
    for (const { text, detail, buttons, isModal } of window.messages) {
      const lines = detail.split('\n');
      assert.ok(lines.length <= (lines[0] === 'One:' ? 2 : 1), detail);
      assert.equal(isModal, detail !== '');
      [text, ...lines, ...buttons].forEach(assertHarmless);
    }
  });

  it('returns the pressed button as the caller wrote it', async () => {
    window.answer = ({ buttons }) => buttons[1];
    assert.equal(await tell.info('a', 'one', LINK), LINK);
    window.answer = () => undefined;
    assert.equal(await tell.info('a', 'one'), undefined);
  });

  it('makes none in the status bar and in the progress of a task', async () => {
    const shown: string[] = [];
    replace('setStatusBarMessage', (text: string) => shown.push(text));
    replace('withProgress', (options: vscode.ProgressOptions, task: (progress: unknown, token: unknown) => unknown) => {
      shown.push(options.title ?? '');
      const token = new vscode.CancellationTokenSource().token;
      return task({ report: ({ message }: { message?: string }) => shown.push(message ?? '') }, token);
    });
    for (const name of NAMES) {
      tell.status(`Copied: ${name}`, 1);
      const value = await tell.progress({ location: vscode.ProgressLocation.Notification, title: name }, (progress) => {
        progress.report({ message: name, increment: 1 });
        return Promise.resolve(7);
      });
      assert.equal(value, 7);
    }
    assert.equal(shown.length, NAMES.length * 3);
    shown.forEach(assertHarmless);
  });

  it('makes none in a pick, which still returns the picked value', async () => {
    for (const name of NAMES) {
      const items = [
        { label: 'other', value: 'other' },
        { label: name, description: name, detail: name, picked: true, value: name },
      ];
      const many = pickMany({ title: name, placeholder: name, items });
      const box = await window.nextBox();
      assert.ok('items' in box);
      const texts = box.items.flatMap(({ label, description, detail }) => [label, description ?? '', detail ?? '']);
      [...texts, box.title ?? '', box.placeholder ?? ''].forEach(assertHarmless);
      await pressEnter();
      assert.deepEqual(await many, [name]);

      const one = pickOne({ title: name, placeholder: name, items, typed: () => ({ label: name, value: 'typed' }) });
      const typed = await window.typeFreely('typed');
      assert.ok('items' in typed);
      typed.items.forEach(({ label }) => {
        assertHarmless(label);
      });
      assert.equal(await one, 'typed');
    }
  });

  it('makes none in an input box and its validation message', async () => {
    for (const name of NAMES) {
      const validate = (text: string) => (text === 'right' ? undefined : `Not ${name}`);
      const answer = askText({ title: name, prompt: name, placeholder: name, validate });
      const box = await window.type('wrong');
      assert.ok('prompt' in box);
      await until(() => (box.validationMessage ?? '') !== '', 'the message');
      const { validationMessage } = box;
      assert.ok(typeof validationMessage === 'string');
      [box.title ?? '', box.prompt ?? '', box.placeholder ?? '', validationMessage].forEach(assertHarmless);
      await window.fill(box, 'right');
      await pressEnter();
      assert.equal(await answer, 'right');
    }
  });

  it('makes none of the name of a server that nothing can be done with', async () => {
    for (const name of NAMES) {
      const plan = { verb: 'restart', targets: [], refusals: [], leftOut: [{ id: 'a', name, why: 'protected' }] };
      await assert.rejects(confirm({} as CommandContext, [plan as unknown as Plan]), vscode.CancellationError);
    }
    assert.equal(window.messages.length, NAMES.length);
    window.messages.forEach(({ text }) => {
      assert.match(text, /No targets remain in the plan/);
      assertHarmless(text);
    });
  });

  it('makes none of the name of a project: in a summary, an error, a sign-out and a progress message', async () => {
    const titles: string[] = [];
    replace('withProgress', (options: vscode.ProgressOptions) => {
      titles.push(options.title ?? '');
      return Promise.resolve();
    });
    for (const name of NAMES) {
      const operation: Operation = {
        number: 1,
        verb: 'restart',
        project: name,
        requests: 1,
        startedAt: 0,
        endedAt: 1,
        targets: [{ id: 'a', name, phase: 'settled', result: 'succeeded' }],
      };
      const operations = { retryable: () => [], unsureOf: () => [] };
      await summarise({ operations, log: { show: () => undefined } }, operation);
      await notifyError(new ApiError('server', `no ${name}`), { project: name });
      const projects = [
        { name: 'Mine', account: 'shared' },
        { name, account: 'shared' },
      ];
      const settings = { project: () => projects[0], projects: () => ({ projects, problems: [] }) };
      const none = { load: () => Promise.resolve(), running: () => [] };
      const context = { settings, operations: none } as unknown as CommandContext;
      await assert.rejects(signOut(context, { project: 'Mine' }), vscode.CancellationError);
      await showProgress({ operationsView: { isVisible: false } } as unknown as CommandContext, {
        operation: () => operation,
        done: Promise.resolve(operation),
        cancel: () => undefined,
      });
    }
    assert.equal(window.messages.length, NAMES.length * 3);
    assert.equal(titles.length, NAMES.length);
    const shown = window.messages.flatMap(({ text, detail }) => [text, ...detail.split('\n')]);
    [...shown, ...titles].forEach(assertHarmless);
  });

  it('makes none of a value in a file that is imported', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-tell-'));
    undo.push(() => {
      rmSync(folder, { recursive: true });
    });
    const file = path.join(folder, 'list.json');
    replace('showOpenDialog', () => Promise.resolve([vscode.Uri.file(file)]));
    const lists = NAMES.flatMap((name) => [
      { version: name, projects: [] },
      { version: 1, projects: [{ name, region: name }] },
    ]);
    await configuration().update('projects', undefined, vscode.ConfigurationTarget.Global);
    for (const list of lists) {
      writeFileSync(file, JSON.stringify(list));
      const importing = vscode.commands.executeCommand('cloudPhone.importProjects');
      await window.type('In a file…');
      await importing;
    }
    assert.equal(window.messages.length, lists.length);
    window.messages.forEach(({ text }) => {
      assertHarmless(text);
    });
  });
});
