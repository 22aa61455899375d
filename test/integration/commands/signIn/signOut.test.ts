import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type CommandContext } from '../../../../src/commands/context';
import { removeProject } from '../../../../src/commands/projects/removeProject';
import { signOut } from '../../../../src/commands/signIn/signOut';
import { type Operation } from '../../../../src/model/operation';
import { theProject } from '../../../support/theProject';
import { WatchedWindow } from '../../support/window';

describe('a project that is in use', () => {
  const mine = theProject({ region: 'cn-north-4', name: 'Mine', account: 'team' });
  let window: WatchedWindow;
  let projects = [mine];
  let running: Operation[];
  let done: string[];

  beforeEach(() => {
    window = new WatchedWindow();
    projects = [mine];
    running = [];
    done = [];
  });
  afterEach(() => {
    window.dispose();
  });

  const operation = (number: number, project: string) => ({ number, project }) as unknown as Operation;
  const context = (): CommandContext =>
    ({
      settings: {
        projects: () => ({ projects, problems: [] }),
        project: (name: string) => projects.find((project) => project.name === name),
        removeProject: (name: string) => Promise.resolve(void done.push(`removed ${name}`)),
      },
      sessions: { signOut: (account: string) => Promise.resolve(void done.push(`signed out of ${account}`)) },
      operations: { load: () => Promise.resolve(), running: () => running },
      inventory: { forget: () => undefined },
    }) as unknown as CommandContext;
  const question = (): readonly [string, ...string[]] => {
    const [shown, ...others] = window.messages;
    assert.deepEqual(others, []);
    assert.ok(shown?.isModal);
    return [shown.text, ...shown.detail.split('\n')];
  };

  it('is signed out of without a question when nothing needs its sign-in', async () => {
    running = [operation(1, 'Other')];
    await signOut(context(), { project: 'Mine' });
    assert.deepEqual([done, window.messages], [['signed out of team'], []]);
  });

  it('is signed out of after a question that names the projects with the same sign-in and their operations', async () => {
    projects = [
      mine,
      theProject({ region: 'cn-north-4', name: 'Yours', account: 'team' }),
      theProject({ region: 'cn-north-4', name: 'Other' }),
    ];
    running = [operation(3, 'Yours'), operation(4, 'Other')];
    await assert.rejects(signOut(context(), { project: 'Mine' }), vscode.CancellationError);
    assert.deepEqual(question(), [
      'Sign out of Mine?',
      'These projects share the sign-in and are signed out too: Yours.',
      'The operation #3 has not ended.',
      'What was sent goes on in the cloud; its result is read once you have signed in again.',
      'What was not sent waits until you sign in again and choose Resume.',
    ]);
    assert.deepEqual(done, []);
    window.answer = () => 'Sign Out';
    await signOut(context(), { project: 'Mine' });
    assert.deepEqual(done, ['signed out of team']);
  });

  it('is removed after a question that names what becomes of the sign-in and of its operations', async () => {
    running = [operation(3, 'Mine'), operation(4, 'Other')];
    await assert.rejects(removeProject(context(), { project: 'Mine' }), vscode.CancellationError);
    assert.deepEqual(question(), [
      'Remove the project Mine?',
      'The servers and instances in the cloud stay as they are.',
      'The stored sign-in is deleted.',
      'The operation #3 has not ended.',
      'What was sent goes on in the cloud, and its result will not be known. What was not sent is not sent.',
    ]);
    window.answer = () => 'Remove';
    await removeProject(context(), { project: 'Mine' });
    assert.deepEqual(done, ['signed out of team', 'removed Mine']);
  });

  it('keeps the sign-in that others use when it is removed', async () => {
    projects = [mine, theProject({ region: 'cn-north-4', name: 'Yours', account: 'team' })];
    window.answer = () => 'Remove';
    await removeProject(context(), { project: 'Mine' });
    assert.equal(question()[2], 'The sign-in stays, as other projects use it: Yours.');
    assert.deepEqual(done, ['removed Mine']);
  });
});
