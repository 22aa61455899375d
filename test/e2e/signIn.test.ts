import assert from 'node:assert/strict';
import { projectSetting } from '../cloud/project';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn, signOut } from './driver/acts/signIn';
import { readUntil } from '../support/until';

describe('signing in', () => {
  const session = sessionFor({
    cloud: { servers: 3, instances: 3 },
    settings: (cloud) => {
      const { name, region, endpoints } = projectSetting(cloud);
      return { 'cloudPhone.projects': [{ name, region, endpoints }] };
    },
  });

  it('says in place that a password is wrong, takes the right one, and fills in the project id', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    await workbench.openView();
    await projects.row('Sign in…');
    assert.equal(cloud.requests.length, 0);
    await projects.click('Sign in…');
    await quickInput.waitFor('How do you want to sign in?');
    assert.deepEqual(await quickInput.items(), ['Access key (recommended)', 'IAM user', 'IAM user with MFA', 'Token']);
    await workbench.look('sign-in-ways');
    await quickInput.pick('IAM user');
    await quickInput.waitFor('Sign In: Simulated cloud (1/4)');
    await quickInput.waitFor('Account name');
    await quickInput.enter(cloud.account.domain);
    await quickInput.waitFor('Sign In: Simulated cloud (2/4)');
    await quickInput.waitFor('User name');
    await quickInput.enter(cloud.account.user);
    await quickInput.waitFor('Sign In: Simulated cloud (3/4)');
    await quickInput.waitFor('Password');
    assert.equal(await quickInput.isMasked(), true);
    await quickInput.enter('not-the-password');
    await quickInput.waitFor('The sign-in is not accepted');
    await workbench.look('sign-in-wrong-password');
    assert.match((await projects.row('Simulated cloud')).description, /signed out/);
    await quickInput.enter(cloud.account.password);
    await quickInput.waitFor('Which project of cn-north-4?');
    await quickInput.pick('cn-north-4');
    await quickInput.waitFor('How long do you want to stay signed in?');
    assert.deepEqual(await quickInput.items(), ['Keep me signed in', 'Only until the token expires']);
    await quickInput.pick('Keep me signed in');
    await projects.row('Servers');
    await projects.row('Instances');
    assert.equal((await projects.row('Simulated cloud')).description, 'cn-north-4');
    await readUntil(
      () => projects.contextMenuItems('Simulated cloud'),
      (items) => items.includes('Copy ID'),
      'A project that has its id',
    );
    await projects.contextMenu('Simulated cloud', 'Copy ID');
    await workbench.clipboard((text) => text === cloud.account.projectId);
  });

  it('goes back one question at a time, and keeps what was typed', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    await signOut(session());
    await projects.contextMenu('Simulated cloud', 'Sign In…');
    await quickInput.waitFor('How do you want to sign in?');
    await quickInput.pick('IAM user');
    await quickInput.waitFor('(1/4)');
    await quickInput.enter('acct-typed');
    await quickInput.waitFor('(2/4)');
    await quickInput.press('Back');
    await quickInput.waitFor('(1/4)');
    assert.equal(await quickInput.value(), 'acct-typed');
    await quickInput.press('Back');
    await quickInput.waitFor('How do you want to sign in?');
    await quickInput.cancel();
    assert.match((await projects.row('Simulated cloud')).description, /signed out/);
    assert.equal(cloud.requests.length, 0);
  });

  it('takes a token from the palette and says in place when it is none', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    await signOut(session());
    await workbench.palette('Cloud Phone: Sign In…');
    await quickInput.waitFor('How do you want to sign in?');
    await quickInput.pick('Token');
    await quickInput.waitFor('(1/1)');
    assert.equal(await quickInput.isMasked(), true);
    await quickInput.enter('not-a-token');
    await quickInput.waitFor('The sign-in is not accepted');
    await quickInput.enter(cloud.issueToken());
    await projects.row('Servers');
  });

  it('shows "signed out" after signing out, by the row and by the palette', async () => {
    const { workbench } = session();
    const { projects } = workbench;
    for (const signOutNow of [
      () => projects.contextMenu('Simulated cloud', 'Sign Out'),
      () => workbench.palette('Cloud Phone: Sign Out'),
    ]) {
      await signIn(session());
      await signOutNow();
      const row = await projects.row('Simulated cloud', ({ description }) => description === 'cn-north-4 · signed out');
      assert.equal(row.spoken, 'Project, Simulated cloud, cn-north-4 · signed out');
      await projects.row('Sign in…');
    }
    const offered = await projects.contextMenuItems('Simulated cloud');
    assert.ok(!offered.includes('Sign Out'));
    await workbench.palette('Cloud Phone: Sign Out');
    await workbench.notifications.waitFor('No project is signed in.');
  });
});
