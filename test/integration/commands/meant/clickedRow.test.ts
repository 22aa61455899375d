import assert from 'node:assert/strict';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { CloudPhoneApi } from '../../../../cloud-phone-manager';
import manifest from '../../../../package.json';
import { VERBS } from '../../../../src/operations/verbs/registry';
import { type CommandContext } from '../../../../src/commands/context';
import { loadMore } from '../../../../src/commands/view/loadMore';
import { copyOperation, copyOperationAsCsv } from '../../../../src/commands/operations/copyResults';
import { retryFailed, stopWatching } from '../../../../src/commands/operations/retryAndWatch';
import { revealTarget } from '../../../../src/commands/operations/revealTarget';
import {
  pauseRollout,
  promoteRollout,
  resumeRollout,
  stopRollout,
  stopRolloutAfterWave,
} from '../../../../src/commands/rollout/controls';
import { copyId } from '../../../../src/commands/view/copy';
import { signOut } from '../../../../src/commands/signIn/signOut';
import { operationChildren } from '../../../../src/tree/operations/operationsNodes';
import { type HoldReason, type Operation, type TargetState } from '../../../../src/model/operation';
import { DEFAULT_POLICY, type Rollout } from '../../../../src/model/rollout';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { projectSetting } from '../../../cloud/project';
import { configuration, Installed } from '../../support/installed';
import { NO_GUARD } from '../../../support/operations/planned';
import { tableLines } from '../../../support/table';
import { pressEscape, WatchedWindow } from '../../support/window';

/** The commands that use all chosen rows, or no row. */
const FOR_MANY: ReadonlySet<string> = new Set(
  [
    'restartSelected',
    ...Object.values(VERBS).flatMap(({ commands: { act, roll = act } }) => [act, roll]),
    'refresh',
    'copyId',
    'copyName',
    'copyAsCurl',
    'previewPlan',
    'showOutput',
  ].map((command) => `cloudPhone.${command}`),
);

const rows: string[][] = [['command', 'called with', 'should act on', 'acted on']];
const tried = new Set<string>();

/** Adds one line to the table that the last test of this file prints. */
function note(command: string, calledWith: string, expected: string, seen: string): void {
  tried.add(`cloudPhone.${command}`);
  rows.push([command, calledWith, expected, seen]);
  assert.equal(seen, expected, command);
}

const CALLED_WITH = '(second, [first, second])';

describe('a command for one thing takes the clicked row, though another one is selected first', function () {
  this.timeout(60_000);

  describe('in the Projects view', () => {
    const NAMES = ['Alpha', 'Beta'] as const;
    const REGIONS = ['cn-north-4', 'cn-south-1'] as const;
    let installed: Installed;
    let clouds: readonly Cloud[] = [];
    let window: WatchedWindow;
    let api: CloudPhoneApi;
    const settings = () => clouds.map((cloud, n) => ({ ...projectSetting(cloud, NAMES[n]), region: REGIONS[n] }));

    before(async () => {
      installed = await Installed.open({ servers: 2, instances: 2 });
      clouds = [installed.cloud, await startCloud({ servers: 2, instances: 2 })];
      await configuration().update('projects', settings(), vscode.ConfigurationTarget.Global);
      const extension = vscode.extensions.getExtension<CloudPhoneApi>(`${manifest.publisher}.${manifest.name}`);
      assert.ok(extension);
      api = await extension.activate();
    });
    after(async () => {
      await clouds[1]?.close();
      await installed.close();
    });
    beforeEach(async () => {
      window = new WatchedWindow();
      for (const [n, cloud] of clouds.entries()) {
        const signedIn = (await api.projects()).filter(({ isSignedIn }) => isSignedIn).map(({ name }) => name);
        if (!signedIn.includes(NAMES[n] ?? '')) {
          await installed.signIn(window, NAMES[n], cloud);
        }
        cloud.clearRequests();
      }
      window.messages.length = 0;
    });
    afterEach(async () => {
      window.dispose();
      await pressEscape();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });

    const project = (name: string) => ({ kind: 'project', project: { name }, signIn: 'signedIn' });
    const group = (which: 'servers' | 'instances') => (name: string) => ({
      kind: 'group',
      project: name,
      group: which,
    });
    const call = (command: string, node: (name: string) => object): Thenable<unknown> => {
      const [first, second] = NAMES.map(node);
      return vscode.commands.executeCommand(`cloudPhone.${command}`, second, [first, second]);
    };
    const modal = (): string => window.messages.find(({ isModal }) => isModal)?.text ?? 'no question';

    it('Sign In asks for the clicked project', async () => {
      const calling = call('signIn', project);
      const { title } = await window.nextBox();
      await pressEscape();
      await calling;
      note('signIn', CALLED_WITH, 'Sign In: Beta', title ?? '');
    });

    it('Sign Out forgets the clicked project', async () => {
      await call('signOut', project);
      const out = (await api.projects()).filter(({ isSignedIn }) => !isSignedIn).map(({ name }) => name);
      note('signOut', CALLED_WITH, 'Beta', out.join());
    });

    it('Edit Project opens the setting at the clicked project', async () => {
      await call('editProject', project);
      const editor = vscode.window.activeTextEditor;
      assert.ok(editor);
      const line = editor.document.lineAt(editor.selection.active).text.trim();
      note('editProject', CALLED_WITH, '"name": "Beta",', line);
    });

    it('Remove Project asks about the clicked project', async () => {
      await call('removeProject', project);
      note('removeProject', CALLED_WITH, 'Remove the project Beta?', modal());
    });

    it('Rename… has the name of the clicked server', async () => {
      const calling = call('rename', (name) => ({
        kind: 'server',
        project: name,
        server: { id: 'a', name: `of ${name}` },
      }));
      const { title } = await window.nextBox();
      await pressEscape();
      await calling;
      note('rename', CALLED_WITH, 'Rename of Beta', title ?? '');
    });

    it('Open in Console says of the clicked project that its console is not known', async () => {
      await call('openInConsole', project);
      const said = window.messages.map(({ text }) => text).join();
      note('openInConsole', CALLED_WITH, 'No console is known for the endpoints of Beta.', said);
    });

    it('Show in Projects reads the list of the clicked row', async () => {
      await call('revealTarget', (name) => {
        const [server] = clouds[name === 'Alpha' ? 0 : 1]?.fleet.servers.values() ?? [];
        return { kind: 'server', project: name, server: { id: server?.serverId ?? '' } };
      });
      const asked = NAMES.filter((_, n) => (clouds[n]?.requests.length ?? 0) > 0);
      note('revealTarget', CALLED_WITH, 'Beta', asked.join());
    });

    for (const [command, which, question, user = ''] of [
      ['restartMatching', 'servers', 'Restart 1 server in Beta?'],
      ['rebootMatching', 'instances', 'Reboot 1 instance in Beta?'],
      ['unassignMatching', 'instances', 'Unassign 1 instance in Beta?'],
      ['resetInstancesMatching', 'instances', 'Reset 1 instance in Beta to factory state?'],
      ['restartPhonesMatching', 'servers', 'Restart 6 phones in Beta?'],
      ['assignMatching', 'instances', 'Assign 1 instance in Beta?', 'alice'],
    ] as const) {
      it(`${command} asks about the rows of the clicked group`, async () => {
        for (const cloud of clouds) {
          for (const instance of cloud.fleet.instances.values()) {
            const assignUser = user === '' ? '1008600000000000001' : '';
            Object.assign(instance, { runningStatus: 2, frozen: false, assignUser });
          }
        }
        await vscode.commands.executeCommand('cloudPhone.refresh');
        const filtering = vscode.commands.executeCommand('cloudPhone.filter');
        await window.type(which === 'servers' ? 'web-01' : 'demo-00001');
        await filtering;
        window.messages.length = 0;
        const calling = call(command, group(which));
        if (user !== '') {
          await window.type(user);
        }
        await calling;
        await vscode.commands.executeCommand('cloudPhone.clearFilter');
        note(command, CALLED_WITH, question, modal());
        const posts = clouds.flatMap(({ requests }) => requests).filter(({ method }) => method === 'POST');
        assert.deepEqual(posts, []);
      });
    }
  });

  describe('in the Operations view', () => {
    const target = (name: string, more: Partial<TargetState>): TargetState => ({
      id: name,
      name,
      phase: 'waiting',
      ...more,
    });
    const operation = (number: number, more: Partial<Operation> = {}): Operation => ({
      number,
      verb: 'restart',
      project: `Project ${number}`,
      requests: 1,
      startedAt: 1,
      targets: [target(`web-${number}`, {})],
      ...more,
    });
    const held = (why: HoldReason) => ({ hold: { why, since: 1 } });
    const rollout = (more: Partial<Rollout>) => ({
      rollout: {
        policy: DEFAULT_POLICY,
        waves: [1],
        mostDown: 1,
        wave: 0,
        step: 'acting' as const,
        heldMs: 0,
        ...more,
      },
    });
    const failed = (number: number): Operation =>
      operation(number, { endedAt: 2, targets: [target(`web-${number}`, { phase: 'settled', result: 'failed' })] });

    /** The calls that the commands made to the engine. */
    const asked: string[] = [];
    const contextOf = (list: readonly Operation[]): CommandContext => {
      const ask = (number: number): void => void asked.push(`#${number}`);
      const operations = {
        list: () => list,
        running: () => list.filter(({ endedAt }) => endedAt === undefined),
        open: (number: number) => Promise.resolve(list.find((one) => one.number === number)),
        load: () => Promise.resolve(),
        checkPlace: () => undefined,
        retryable: (one: Operation) => one.targets,
        unsureOf: () => [],
        promote: ask,
        resume: ask,
        pause: ask,
        stopAfterWave: ask,
        cancel: ask,
        stopWatching: ask,
      };
      const known = { rows: [] };
      const inventory = {
        known: () => known,
        isRead: () => true,
        servers: () => Promise.resolve(known),
        refresh: () => Promise.resolve(),
      };
      const view = {
        filter: '',
        selection: [],
        tree: {
          newest: (node: unknown) => node,
          busy: () => undefined,
          loadMore: (below: string) => asked.push(below),
        },
        reveal: (scope: { project: string }) => Promise.resolve(asked.push(scope.project) > 0),
      };
      const settings = {
        freshMs: () => 60_000,
        guard: () => NO_GUARD,
        project: (name: string) => {
          asked.push(name);
          return undefined;
        },
      };
      return { operations, inventory, view, settings } as unknown as CommandContext;
    };

    const rows = (operations: readonly Operation[]) =>
      operations.map((one) => ({ kind: 'operation', operation: one }) as const);

    for (const [name, command, operations, question, expected = '#2'] of [
      [
        'promoteRollout',
        promoteRollout,
        [1, 2].map((n) => operation(n, { ...rollout({ step: 'resting' }), ...held('canary') })),
        'Promote Rolling restart #2 in Project 2?',
      ],
      [
        'stopRolloutAfterWave',
        stopRolloutAfterWave,
        [1, 2].map((n) => operation(n, rollout({}))),
        'After this wave, stop Rolling restart #2 in Project 2?',
      ],
      ['pauseRollout', pauseRollout, [1, 2].map((n) => operation(n, rollout({}))), undefined, '#1,#2'],
      [
        'resumeRollout',
        resumeRollout,
        [1, 2].map((n) => operation(n, { ...rollout({}), ...held('paused') })),
        undefined,
        '#1,#2',
      ],
      ['stopRollout', stopRollout, [1, 2].map((n) => operation(n, rollout({}))), 'Stop 2 operations?', '#1,#2'],
      ['stopWatching', stopWatching, [1, 2].map((n) => operation(n)), 'Stop watching 2 operations?', '#1,#2'],
    ] as const) {
      it(`${name} acts on ${expected}${question === undefined ? '' : ', after a question'}`, async () => {
        const [first, second] = rows(operations);
        for (const agrees of [true, false]) {
          asked.length = 0;
          const window = new WatchedWindow();
          window.answer = ({ buttons }) => (agrees ? buttons[0] : undefined);
          const calling = command(contextOf(operations), second, [first, second]);
          if (agrees || question === undefined) {
            await calling;
          } else {
            await assert.rejects(calling, vscode.CancellationError);
          }
          window.dispose();
          assert.deepEqual(
            window.messages.map(({ text }) => text),
            question === undefined ? [] : [question],
          );
          assert.equal(asked.join(), agrees || question === undefined ? expected : '');
        }
        note(name, CALLED_WITH, expected, expected);
      });
    }

    it('Stop and Promote say how many targets wait, and that this cannot be taken back', async () => {
      const targets = [target('a', { phase: 'settled', result: 'succeeded' }), target('b', {}), target('c', {})];
      const one = operation(7, { targets, ...rollout({ waves: [1, 2], step: 'resting' }), ...held('canary') });
      const window = new WatchedWindow();
      for (const command of [stopRollout, promoteRollout]) {
        await assert.rejects(command(contextOf([one]), { number: 7 }), vscode.CancellationError);
      }
      window.dispose();
      assert.deepEqual(
        window.messages.map(({ text, detail, isModal, buttons }) => [text, detail, isModal, ...buttons]),
        [
          [
            'Stop Rolling restart #7 in Project 7?',
            '2 targets will not be sent.\nWhat was sent is followed to its end. This cannot be taken back.',
            true,
            'Stop',
          ],
          [
            'Promote Rolling restart #7 in Project 7?',
            'The other waves follow, with 2 targets.\nWhat was sent cannot be taken back.',
            true,
            'Promote',
          ],
        ],
      );
    });

    it('Stop After This Wave asks again when another wave is under way at the answer', async () => {
      asked.length = 0;
      const targets = ['a', 'b', 'c'].map((name) => target(name, {}));
      const operations = [operation(7, { targets, ...rollout({ waves: [1, 1, 1], wave: 0 }) })];
      const window = new WatchedWindow();
      window.answer = ({ buttons }) => {
        operations[0] = operation(7, { targets, ...rollout({ waves: [1, 1, 1], wave: 1 }) });
        return buttons[0];
      };
      await stopRolloutAfterWave(contextOf(operations), { number: 7 });
      window.dispose();
      assert.deepEqual(
        window.messages.map(({ detail }) => detail.split('\n')[0]),
        ['2 targets of later waves will not be sent.', '1 target of later waves will not be sent.'],
      );
      assert.deepEqual(asked, ['#7']);
    });

    it('Resume of several counts only the targets that are erased', async () => {
      const operations = [operation(1, held('reload')), operation(2, { verb: 'unassign', ...held('reload') })];
      const selection = operations.map((one) => ({ kind: 'operation', operation: one }));
      const window = new WatchedWindow();
      const [first, second] = selection;
      await assert.rejects(
        async () => resumeRollout(contextOf(operations), second, [first, second]),
        vscode.CancellationError,
      );
      window.dispose();
      assert.match(window.messages[0]?.detail ?? '', /\n1 target will be sent\. /);
    });

    it('Resume asks only where an operation erases', async () => {
      const one = operation(8, { verb: 'unassign', ...held('reload') });
      const window = new WatchedWindow();
      await assert.rejects(async () => resumeRollout(contextOf([one]), { number: 8 }), vscode.CancellationError);
      window.dispose();
      assert.deepEqual(
        window.messages.map(({ text, detail, buttons }) => [text, detail, ...buttons]),
        [
          [
            'Resume Unassign instances #8 in Project 8?',
            '1 target will be sent. The user’s data on it will be erased for good.\nWhat was sent cannot be taken back.',
            'Resume and Erase',
          ],
        ],
      );
    });

    it('an answer about a hold that is over does nothing, and no other operation is asked about', async () => {
      asked.length = 0;
      const operations = [
        operation(1, { ...rollout({}), ...held('paused') }),
        operation(2, { ...rollout({}), ...held('reload') }),
      ];
      const window = new WatchedWindow();
      const seen = { why: 'sleep', since: 1 };
      await assert.rejects(
        async () => resumeRollout(contextOf(operations), { number: 2, seen }),
        vscode.CancellationError,
      );
      window.dispose();
      assert.deepEqual(asked, []);
      assert.deepEqual(
        window.messages.map(({ text }) => text),
        ['That cannot be done with operation #2 now.'],
      );
    });

    it('a menu whose row VS Code did not pass does nothing, and says so', async () => {
      asked.length = 0;
      const operations = [operation(1, rollout({}))];
      const window = new WatchedWindow();
      for (const [command, ...args] of [
        [pauseRollout, undefined, undefined],
        [copyOperation, undefined],
        [copyId, undefined, undefined],
        [revealTarget, undefined],
        [signOut, undefined, undefined],
      ] as const) {
        await assert.rejects(async () => command(contextOf(operations), ...args), vscode.CancellationError);
      }
      window.dispose();
      assert.deepEqual(asked, []);
      assert.deepEqual(
        window.messages.map(({ text }) => text),
        Array.from({ length: 5 }, () => 'The row has changed just now. Nothing was done. Try it again.'),
      );
    });

    it('Retry Failed is about the clicked operation', async () => {
      asked.length = 0;
      const operations = [failed(1), failed(2)];
      const [first, second] = rows(operations);
      // The command looks for the project first, and this fixture has none.
      await assert.rejects(async () => retryFailed(contextOf(operations), second, [first, second]), /not configured/);
      note('retryFailed', CALLED_WITH, 'Project 2', asked.join());
    });

    for (const [name, command] of [
      ['copyOperation', copyOperation],
      ['copyOperationAsCsv', copyOperationAsCsv],
    ] as const) {
      it(`${name} copies all selected operations`, async () => {
        const operations = [failed(1), failed(2)];
        const [first, second] = rows(operations);
        await command(contextOf(operations), second, [first, second]);
        const copied = new Set((await vscode.env.clipboard.readText()).match(/web-\d/g));
        note(name, CALLED_WITH, 'web-1,web-2', [...copied].join());
      });
    }

    it('the key copies the selected rows, of a wave and a target only their own results', async () => {
      const targets = ['a', 'b', 'c'].map((id) => target(id, { phase: 'settled', result: 'failed' }));
      const rolled = operation(3, { endedAt: 2, targets, ...rollout({ waves: [1, 2], step: 'over' }) });
      const plain = operation(4, { endedAt: 2, targets });
      const [second] = operationChildren(rolled).slice(1);
      const [, , last] = operationChildren(plain);
      assert.ok(second && last);
      for (const [selection, expected] of [
        [[second], ['b', 'c']],
        [
          [second, last],
          ['b', 'c', 'c'],
        ],
        [rows([plain]), ['a', 'b', 'c']],
      ] as const) {
        const context = { ...contextOf([rolled, plain]), operationsView: { selection } } as unknown as CommandContext;
        await copyOperation(context, { selected: true });
        const copied = [...(await vscode.env.clipboard.readText()).matchAll(/ (\w) \(\w\): failed/g)].map(
          ([, id]) => id,
        );
        assert.deepEqual(copied, expected);
      }
    });

    it('Copy ID copies the IDs of all selected targets', async () => {
      const [first, second] = operationChildren(operation(1, { targets: [target('a', {}), target('b', {})] }));
      await copyId(contextOf([]), second, [first, second]);
      assert.equal(await vscode.env.clipboard.readText(), 'a\nb');
    });

    it('Show in Projects shows the clicked target', async () => {
      asked.length = 0;
      const operations = [operation(1), operation(2)];
      const [first, second] = operations.map(({ number, targets }) => ({ kind: 'target', number, target: targets[0] }));
      await revealTarget(contextOf(operations), second, [first, second]);
      note('revealTarget', CALLED_WITH, 'Project 2', asked.join());
    });

    it('Load more… loads more where it was clicked', async () => {
      asked.length = 0;
      const [first, second] = ['first', 'second'].map((below) => ({ kind: 'more', below, shown: 1, total: 2 }));
      await loadMore(contextOf([]), second, [first, second]);
      note('loadMore', CALLED_WITH, 'second', asked.join());
    });
  });

  describe('in a table', () => {
    it('is printed, and has every such command of the menus', () => {
      const offered = new Set(manifest.contributes.menus['view/item/context'].flatMap(({ command }) => command ?? []));
      assert.deepEqual(
        [...offered].filter((command) => !FOR_MANY.has(command) && !tried.has(command)),
        [],
      );
      tableLines(rows).forEach((line) => {
        Mocha.reporters.Base.consoleLog(line);
      });
      assert.deepEqual(
        rows.slice(1).filter(([, , expected, seen]) => expected !== seen),
        [],
      );
    });
  });
});
