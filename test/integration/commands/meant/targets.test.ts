import assert from 'node:assert/strict';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { runState } from '../../../cloud/state/fleet';
import { projectSetting } from '../../../cloud/project';
import { configuration, Installed } from '../../support/installed';
import { tableLines } from '../../../support/table';
import { pressEscape, WatchedWindow } from '../../support/window';

const NAMES = ['Alpha', 'Beta'] as const;
const REGIONS = ['cn-north-4', 'cn-south-1'] as const;
const ACTING = /\/(batch-restart|reboot|unassign)$/;

type Kind = 'server' | 'instance';

/** The commands that act on all chosen rows: what they act on, and where the answer is seen. */
const COMMANDS: readonly (readonly [command: string, kind: Kind, seen: 'question' | 'plan'])[] = [
  ['restartServers', 'server', 'question'],
  ['rebootInstances', 'instance', 'question'],
  ['unassignInstances', 'instance', 'question'],
  ['rollingRestart', 'server', 'plan'],
  ['rollingReboot', 'instance', 'plan'],
];

const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cloudPhone.${command}`, ...args);
const write = (key: string, value: unknown): Thenable<void> =>
  configuration().update(key, value, vscode.ConfigurationTarget.Global);

describe('the targets of a command', function () {
  this.timeout(120_000);
  let installed: Installed;
  let clouds: readonly Cloud[] = [];
  let window: WatchedWindow;
  const table: string[][] = [['command', 'situation', 'should ask about', 'asked about']];

  before(async () => {
    const options = { servers: 3, instances: 3 };
    installed = await Installed.open(options);
    clouds = [installed.cloud, await startCloud(options)];
    await write(
      'projects',
      clouds.map((cloud, n) => ({ ...projectSetting(cloud, NAMES[n]), region: REGIONS[n] })),
    );
    await write('guard.minRunningPercentRolling', 0);
    window = new WatchedWindow();
    for (const [n, cloud] of clouds.entries()) {
      await installed.signIn(window, NAMES[n], cloud);
    }
    window.dispose();
  });
  after(async () => {
    await write('guard.minRunningPercentRolling', undefined);
    await clouds[1]?.close();
    await installed.close();
  });
  beforeEach(async () => {
    for (const cloud of clouds) {
      [...cloud.fleet.instances.values()].forEach((instance, n) => {
        const assignUser = `100860000000000000${n}`;
        Object.assign(instance, { runningStatus: runState.running, frozen: false, loggedIn: false, assignUser });
      });
      [...cloud.fleet.servers.values()].forEach((server) => (server.status = 5));
    }
    await run('refresh');
    window = new WatchedWindow();
    clouds.forEach((cloud) => {
      cloud.clearRequests();
    });
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.deepEqual(
      clouds.flatMap(({ requests }) => requests).filter(({ path }) => ACTING.test(path)),
      [],
    );
  });

  const fleetOf = (project: string) => (clouds[project === 'Alpha' ? 0 : 1] ?? installed.cloud).fleet;
  const nameOf = (kind: Kind, n: number): string => (kind === 'server' ? `web-0${n}` : `demo-0000${n}`);
  /** @returns the n-th row of a project, counted from 1, as it was read first */
  const row = (kind: Kind, project: string, n: number) => {
    const name = nameOf(kind, n);
    if (kind === 'server') {
      return { kind, project, server: { id: fleetOf(project).server(name).serverId, name, status: 5 } };
    }
    const { instanceId: id, assignUser: userId } = fleetOf(project).instance(name);
    return { kind, project, instance: { id, name, runningStatus: 2, isAssigned: true, isLoggedIn: false, userId } };
  };
  const group = (kind: Kind, project: string) => ({
    kind: 'group',
    project,
    group: kind === 'server' ? 'servers' : 'instances',
  });
  const phone = (project: string, n: number) => ({
    kind: 'phone',
    project,
    serverId: row('server', project, n).server?.id,
    phone: { id: 'p', status: 2 },
  });

  /** @returns the lines of the question or of the plan that name something: "Alpha", "• web-01" … */
  const askedAbout = async (command: string, seen: 'question' | 'plan', args: readonly unknown[]): Promise<string> => {
    const calling = run(command, ...args);
    if (seen === 'plan') {
      await window.type('Start with these settings…');
    }
    await calling;
    if (seen === 'question') {
      const { detail, text } = window.messages.find(({ isModal }) => isModal) ?? window.messages[0] ?? {};
      const [targets = '', leftOut = ''] = (detail ?? '').split(/\n\nLeft out:\n/);
      const named = targets.split('\n').filter((line) => /^(Alpha|Beta|•)/.test(line));
      const lines = detail === '' || detail === undefined ? [text ?? 'nothing'] : named;
      return [...lines, ...(leftOut === '' ? [] : ['without', ...leftOut.split('\n')])]
        .join(' ')
        .replaceAll(/ · cn-[a-z]+-\d(: \d)?| · 1008\d+/g, '')
        .replaceAll('• ', '');
    }
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    await run('copyPlanAsJson');
    const json = JSON.parse(await vscode.env.clipboard.readText()) as unknown;
    const plans = (Array.isArray(json) ? json : [json]) as { project: string; waves: { name: string }[][] }[];
    const named = plans.flatMap(({ project, waves }) => [project, ...waves.flat().map(({ name }) => name)]);
    const leftOut = [...new Set([...text.matchAll(/\nLeft out\n((?: {2}.*\n)+)/g)].map(([, lines = '']) => lines))]
      .join('')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return [...named, ...(leftOut.length === 0 ? [] : ['without', ...leftOut])].join(' ');
  };

  const check = async (
    [command, kind, seen]: (typeof COMMANDS)[number],
    situation: string,
    args: readonly unknown[],
    expected: (name: (n: number) => string) => string,
  ): Promise<void> => {
    const should = expected((n) => nameOf(kind, n));
    const did = await askedAbout(command, seen, args);
    table.push([command, situation, should, did]);
    assert.equal(did, should, `${command}: ${situation}`);
  };

  for (const one of COMMANDS) {
    const [command, kind] = one;

    it(`${command} takes all selected rows of the kind, in all projects, when the second one was clicked`, async () => {
      const rows = [row(kind, 'Alpha', 1), row(kind, 'Beta', 1)];
      await check(one, 'second of two, two projects', [rows[1], rows], (name) => `Alpha ${name(1)} Beta ${name(1)}`);
    });

    it(`${command} takes the clicked row alone when it is not among the selected ones`, async () => {
      await check(one, 'a row outside the selection', [row(kind, 'Beta', 2)], (name) => `Beta ${name(2)}`);
    });

    it(`${command} takes the group of the clicked project`, async () => {
      await check(one, 'a group', [group(kind, 'Beta')], (name) => `Beta ${[1, 2, 3].map(name).join(' ')}`);
    });

    it(`${command} takes what the filter shows of a group`, async () => {
      const filtering = run('filter');
      await window.type(nameOf(kind, 2));
      await filtering;
      await check(one, 'a group under a filter', [group(kind, 'Alpha')], (name) => `Alpha ${name(2)}`);
      await run('clearFilter');
    });

    it(`${command} says what else is selected and left out`, async () => {
      const other = kind === 'server' ? 'instance' : 'server';
      const rows = [row(kind, 'Alpha', 2), phone('Alpha', 2), row(other, 'Alpha', 1), group(kind, 'Alpha')];
      const rest = kind === 'server' ? '1 phone of these servers 2 other selected rows' : '3 other selected rows';
      await check(one, 'rows of several kinds', [rows[1], rows], (name) => `Alpha ${name(2)} without ${rest}`);
    });

    it(`${command} does not take a row that is gone, or that changed since it was drawn`, async () => {
      const gone = { ...row(kind, 'Alpha', 1) } as Record<string, unknown>;
      gone[kind] = { ...(gone[kind] as object), id: 'a'.repeat(32), name: 'gone' };
      const changed = row(kind, 'Alpha', 2);
      if (kind === 'server') {
        fleetOf('Alpha').server('web-02').status = 8;
      } else {
        fleetOf('Alpha').instance('demo-00002').frozen = true;
      }
      await write('freshSeconds', 0);
      const rows = [row(kind, 'Alpha', 3), changed, gone];
      await check(
        one,
        'a row that is gone, and one that changed',
        [rows[0], rows],
        (name) => `Alpha ${name(3)} without ${name(2)}: frozen gone: not in the list any more`,
      );
      await write('freshSeconds', undefined);
    });

    it(`${command} tells that nothing of its kind is selected`, async () => {
      if (one[2] === 'question') {
        const other = kind === 'server' ? 'instance' : 'server';
        const can = { restartServers: 'server', rebootInstances: 'instance', unassignInstances: 'instance' }[command];
        const verb = { restartServers: 'restarted', rebootInstances: 'rebooted', unassignInstances: 'unassigned' }[
          command
        ];
        await check(
          one,
          'a row of another kind',
          [row(other, 'Alpha', 1)],
          () => `There is no ${can ?? ''} that can be ${verb ?? ''} now.`,
        );
      }
    });
  }

  it('of Restart… are all selected rows, in one question', async () => {
    const { phones } = fleetOf('Alpha');
    const [id = ''] = fleetOf('Alpha').server('web-02').phoneIds;
    const name = phones.get(id)?.name ?? '';
    const ofOther = { ...phone('Alpha', 2), phone: { id, name, status: 2 } };
    const rows = [row('instance', 'Beta', 1), ofOther, row('server', 'Alpha', 1), row('instance', 'Alpha', 2)];
    await check(
      ['restartSelected', 'server', 'question'],
      'a server, a phone of another one, instances of two projects',
      [rows[1], rows],
      () => `Alpha web-01 ${name} demo-00002 Beta demo-00001`,
    );
    assert.equal(window.messages[0]?.text, 'Restart 1 server, 1 phone and 2 instances in 2 projects?');
  });

  it('are asked for in no project when none has the kind, and this is said', async () => {
    const settings = configuration().get('projects');
    for (const [services, command, text] of [
      [['koophone'], 'restartServers', 'No project with CPH servers is configured.'],
      [['cph'], 'rebootInstances', 'No project with KooPhone instances is configured.'],
    ] as const) {
      await write('projects', [{ ...projectSetting(installed.cloud, 'Alpha'), services }]);
      window.messages.length = 0;
      await run(command);
      assert.equal(window.messages[0]?.text, text);
    }
    await write('projects', settings);
  });

  it('are printed in a table, and none is wrong', () => {
    tableLines(table).forEach((line) => {
      Mocha.reporters.Base.consoleLog(line);
    });
    assert.deepEqual(
      table.slice(1).filter(([, , should, did]) => should !== did),
      [],
    );
    assert.ok(table.length > 30);
  });
});
