import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { signOut } from '../../../../src/commands/signIn/signOut';
import { projectOf, ProjectsInUse, questionIn } from '../../support/projectsInUse';
import { WatchedWindow } from '../../support/window';

describe('Sign Out', () => {
  let window: WatchedWindow;
  beforeEach(() => {
    window = new WatchedWindow();
  });
  afterEach(() => {
    window.dispose();
  });

  it('asks nothing when nothing needs the sign-in', async () => {
    const use = new ProjectsInUse([projectOf('Mine', 'team'), projectOf('Other')]);
    use.run(1, 'Other');
    await signOut(use.context, { project: 'Mine' });
    assert.deepEqual([use.done, window.messages], [['signed out of team'], []]);
  });

  it('names the projects with the same sign-in and their operations before', async () => {
    const use = new ProjectsInUse([projectOf('Mine', 'team'), projectOf('Yours', 'team'), projectOf('Other')]);
    use.run(3, 'Yours');
    use.run(4, 'Other');
    await assert.rejects(signOut(use.context, { project: 'Mine' }), vscode.CancellationError);
    assert.deepEqual(questionIn(window), [
      'Sign out of Mine?',
      'These projects share the sign-in and are signed out too: Yours.',
      'The operation #3 has not ended.',
      'What was sent continues in the cloud. Its result is read once you have signed in again.',
      'What was not sent yet waits until you sign in again and choose Resume.',
    ]);
    assert.deepEqual(use.done, []);
    window.answer = () => 'Sign Out';
    await signOut(use.context, { project: 'Mine' });
    assert.deepEqual(use.done, ['signed out of team']);
  });
});
