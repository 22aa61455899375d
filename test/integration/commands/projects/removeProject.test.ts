import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SecretStoreError } from '../../../../src/auth/store/vault';
import { removeProject } from '../../../../src/commands/projects/removeProject';
import { projectOf, ProjectsInUse, questionIn } from '../../support/projectsInUse';
import { WatchedWindow } from '../../support/window';

describe('Remove Project', () => {
  let window: WatchedWindow;
  beforeEach(() => {
    window = new WatchedWindow();
  });
  afterEach(() => {
    window.dispose();
  });

  it('says before what becomes of the sign-in and of the operations that have not ended', async () => {
    const use = new ProjectsInUse([projectOf('Mine'), projectOf('Other')]);
    use.run(3, 'Mine');
    use.run(4, 'Other');
    await assert.rejects(removeProject(use.context, { project: 'Mine' }), vscode.CancellationError);
    assert.deepEqual(questionIn(window), [
      'Remove the project Mine?',
      'The servers and instances in the cloud stay as they are.',
      'The stored sign-in is deleted.',
      'The operation #3 has not ended.',
      'What was not sent yet is dropped. What was sent continues in the cloud, and its result will not be known.',
    ]);
    assert.deepEqual(use.done, []);
  });

  it('keeps the sign-in while the setting is not written, and deletes it then', async () => {
    const use = new ProjectsInUse([projectOf('Mine')]);
    window.answer = () => 'Remove';
    use.canWrite = false;
    await assert.rejects(removeProject(use.context, { project: 'Mine' }), vscode.CancellationError);
    assert.deepEqual(use.done, []);
    use.canWrite = true;
    await removeProject(use.context, { project: 'Mine' });
    assert.deepEqual(use.done, ['removed Mine', 'signed out of Mine']);
  });

  it('keeps the sign-in that other projects use', async () => {
    const use = new ProjectsInUse([projectOf('Mine', 'team'), projectOf('Yours', 'team')]);
    window.answer = () => 'Remove';
    await removeProject(use.context, { project: 'Mine' });
    assert.equal(questionIn(window)[2], 'The sign-in stays, as other projects use it: Yours.');
    assert.deepEqual(use.done, ['removed Mine']);
  });

  it('keeps the sign-in that a project uses which was added while the question was open', async () => {
    const use = new ProjectsInUse([projectOf('Mine', 'team')]);
    window.answer = () => {
      use.projects.push(projectOf('Yours', 'team'));
      return 'Remove';
    };
    await removeProject(use.context, { project: 'Mine' });
    assert.deepEqual(use.done, ['removed Mine']);
  });

  it('says when the sign-in cannot be deleted now', async () => {
    const use = new ProjectsInUse([projectOf('Mine')]);
    use.fault = new SecretStoreError('silent', 'written');
    window.answer = ({ isModal }) => (isModal ? 'Remove' : undefined);
    await removeProject(use.context, { project: 'Mine' });
    assert.deepEqual(use.done, ['removed Mine', 'signed out of Mine']);
    assert.match(window.messages.at(-1)?.text ?? '', /^Mine is removed\. Its sign-in is deleted when VS Code starts/);
  });
});
