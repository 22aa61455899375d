import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { groupId } from '../../../src/tree/common/projectsNodes';
import { type Cloud, startCloud } from '../../cloud/cloud';
import { projectSetting } from '../../cloud/project';
import { signInBy } from '../../integration/support/signIn';
import { WatchedWindow } from '../../integration/support/window';
import { hostInput, type HostInput, type HostOutput, INPUT } from './files';
import { OwnTimers } from './ownTimers';
import { WatchedView } from './watchedView';

const SIZES = ['small', 'large'] as const;
type Times = Record<(typeof SIZES)[number], number[]>;

/** How long to wait for work under way to end. */
const REST_MS = 3_000;

/** The entry that VS Code calls in the extension host. */
export async function run(): Promise<void> {
  const input = v.parse(hostInput, JSON.parse(readFileSync(process.env[INPUT] ?? '', 'utf8')));
  const timers = new OwnTimers(path.resolve(__dirname, '..', '..', 'dist'));
  const view = new WatchedView();
  const window = new WatchedWindow();
  const quiet = await startCloud({ servers: 100, phonesPerServer: 20, instances: 100 });
  try {
    await configure([projectSetting(quiet, 'idle'), ...projectsOf(input)]);
    await vscode.commands.executeCommand('cloudPhone.projects.focus');
    await signIn(window, 'idle', quiet.issueToken());
    await signIn(window, 'small known 0', input.small.token);
    await signIn(window, 'large known 0', input.large.token);
    const opening = await measureOpening(view, input.repetitions);
    const output: HostOutput = { ...opening, idle: await measureIdle(view, quiet, timers, input.idleSeconds) };
    writeFileSync(input.output, JSON.stringify(output));
  } finally {
    await quiet.close();
  }
}

/**
 * @returns a project for each repetition, because a row is opened only once. All projects are of the same two clouds.
 */
function projectsOf({ small, large, repetitions }: HostInput): object[] {
  const kinds = { small, large };
  return SIZES.flatMap((size) =>
    ['known', 'unread'].flatMap((what) =>
      Array.from({ length: repetitions }, (_, index) => ({
        ...kinds[size].project,
        name: `${size} ${what} ${index}`,
        account: size,
        services: ['koophone'],
      })),
    ),
  );
}

async function measureOpening(view: WatchedView, repetitions: number): Promise<Omit<HostOutput, 'idle'>> {
  const known: Times = { small: [], large: [] };
  const unread: Times = { small: [], large: [] };
  for (let index = 0; index < repetitions; index++) {
    for (const size of index % 2 === 0 ? SIZES : SIZES.toReversed()) {
      say(`opening ${size} groups, ${index + 1} of ${repetitions}`);
      const id = groupId(`${size} known ${index}`, 'instances');
      await vscode.commands.executeCommand('cloudPhone.refresh', await view.node(id));
      // The rows must be known and drawn before the click, so that only the click is measured.
      await wait(REST_MS);
      known[size].push(await view.timeToOpen(id, 'instance'));
      unread[size].push(await view.timeToOpen(groupId(`${size} unread ${index}`, 'instances'), 'instance'));
      await wait(REST_MS);
    }
  }
  return { known, unread };
}

/** Measures with the view open, its rows shown, and no row whose status is about to change. */
async function measureIdle(
  view: WatchedView,
  cloud: Cloud,
  timers: OwnTimers,
  seconds: number,
): Promise<HostOutput['idle']> {
  await view.open(groupId('idle', 'servers'));
  await view.open(groupId('idle', 'instances'));
  await wait(REST_MS);
  say('idling');
  cloud.clearRequests();
  timers.reset();
  await wait(seconds * 1000);
  const places = timers.places();
  places.forEach(say);
  return { seconds, requests: cloud.requests.length, timers: places.length };
}

async function configure(projects: readonly object[]): Promise<void> {
  await vscode.workspace.getConfiguration('cloudPhone').update('projects', projects, vscode.ConfigurationTarget.Global);
}

async function signIn(window: WatchedWindow, project: string, token: string): Promise<void> {
  say(`signing ${project} in`);
  await signInBy(window, project, 'Token', token);
}

/** Prints a line with the mark by which the launcher finds it among the lines of the window. */
function say(line: string): void {
  console.log(`${process.env.CLOUD_PHONE_LINE_MARK ?? ''}  ${line}`);
}
