import assert from 'node:assert/strict';
import { projectSetting } from '../cloud/project';
import { countInteractions } from './driver/measure/interactions';
import { sessionFor } from './driver/acts/sessionFor';
import { answerSignIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

describe('projects', () => {
  const session = sessionFor({
    cloud: { servers: 2, instances: 2, jobMs: 500 },
    settings: () => ({ 'cloudPhone.projects': [], 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
  });

  it('need at most 11 interactions of a newcomer until a restart is seen to succeed', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput, dialog, page } = workbench;
    await workbench.closeView();
    const interactions = await countInteractions(page);
    await workbench.openView();
    await page.locator('.part.sidebar .monaco-button', { hasText: 'Add Project…' }).click();
    await quickInput.waitFor('Region of the project');
    await quickInput.enter(cloud.origin);
    await quickInput.waitFor('Which region?');
    await quickInput.pick('CN North-Beijing4');
    await quickInput.waitFor('How do you want to sign in?');
    await quickInput.pick('Access key (recommended)');
    // The previous quick pick stays for a moment, and it names the key too.
    await quickInput.waitFor('Add Project (1/2)');
    await quickInput.enter(cloud.account.accessKey.accessKeyId);
    await quickInput.waitFor('Secret access key');
    await quickInput.enter(cloud.account.accessKey.secretAccessKey);
    await quickInput.waitFor('Which project of cn-north-4?');
    await quickInput.pick('cn-north-4');
    await quickInput.waitFor('Name of the project in the sidebar');
    await page.keyboard.press('Enter');
    await projects.row('web-01', (row) => row.description.startsWith('normal'));
    await workbench.look('newcomer-signed-in');
    await projects.inlineAction('web-01', 'Restart Servers…');
    await dialog.read();
    await dialog.press('Restart');
    await workbench.notifications.waitFor('1 succeeded');
    await workbench.look('newcomer-restarted');
    assert.ok(interactions() <= 11, `${interactions()} interactions`);
    console.log(`      a newcomer’s path: ${interactions()} interactions`);
  });

  it('show side by side, and a command asks which one is meant', async () => {
    const { cloud, workbench, reopen } = session();
    const { projects, quickInput } = workbench;
    await reopen({ 'cloudPhone.projects': [projectSetting(cloud), projectSetting(cloud, 'Second')] });
    await workbench.openView();
    await projects.row('Second');
    await workbench.palette('Cloud Phone: Sign In…');
    await quickInput.waitFor('Which project?');
    assert.deepEqual(await quickInput.items(), ['Simulated cloud', 'Second']);
    await quickInput.pick('Second');
    await answerSignIn(workbench, 'Second', 'Token', [['Token', cloud.issueToken()]]);
    await projects.row('Second', (row) => row.description === 'cn-north-4');
    await projects.row('Simulated cloud', (row) => row.description === 'cn-north-4 · signed out');
    await projects.contextMenu('Simulated cloud', 'Sign In…');
    await quickInput.waitFor('How do you want to sign in?');
    assert.ok((await quickInput.items()).includes('Same as Second'));
    await quickInput.pick('Same as Second');
    await projects.row('Simulated cloud', (row) => row.description === 'cn-north-4');
  });

  it('are added with a region and a name of their own, by hand, and are selected then', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    await workbench.palette('Cloud Phone: Add Project…');
    await quickInput.waitFor('Region of the project');
    await workbench.look('add-project-region');
    await quickInput.enter('cn-south-1');
    await quickInput.waitFor('How do you want to sign in?');
    assert.equal(await quickInput.title(), 'Add Project');
    await workbench.look('add-project-ways');
    await quickInput.pick('Enter by hand, sign in later');
    await quickInput.waitFor('Project ID');
    await quickInput.enter('');
    await quickInput.waitFor('Name of the project in the sidebar');
    assert.equal(await quickInput.value(), 'cn-south-1');
    await quickInput.enter('Simulated cloud');
    await quickInput.waitFor('Another project is already named Simulated cloud.');
    await workbench.look('add-project-name-taken');
    await quickInput.enter('Staging');
    const row = await projects.row('Staging', ({ selected }) => selected);
    assert.equal(row.description, 'cn-south-1 · signed out');
    assert.equal(cloud.requests.length, 0);
  });

  it('are edited in the setting, at the place of the project', async () => {
    const { workbench } = session();
    const editor = workbench.page.locator('.editor-instance .view-lines');
    for (const edit of [
      () => workbench.projects.contextMenu('Simulated cloud', 'Edit Project'),
      async () => {
        await workbench.palette('Cloud Phone: Edit Project');
        await workbench.quickInput.waitFor('Which project?');
        await workbench.quickInput.pick('Simulated cloud');
      },
    ]) {
      await edit();
      await readUntil(
        () => editor.innerText(),
        (text) => text.replace(/\u00a0/g, ' ').includes('"name": "Simulated cloud"'),
        'The setting in an editor',
      );
      await workbench.look('edit-project');
      // VS Code 1.139 opens it over the window.
      await workbench.page.keyboard.press('Escape');
      await editor.waitFor({ state: 'hidden' });
    }
  });

  it('are removed after a question, from the row and from the palette', async () => {
    const { workbench } = session();
    const { projects, dialog, quickInput } = workbench;
    const detail = (signIn: string): string => `The servers and instances in the cloud stay as they are.\n${signIn}`;
    await projects.contextMenu('Simulated cloud', 'Remove Project…');
    assert.deepEqual(await dialog.read(), {
      message: 'Remove the project Simulated cloud?',
      detail: detail('The sign-in stays, as other projects use it: Second.'),
      buttons: ['Cancel', 'Remove'],
    });
    await dialog.press('Cancel');
    await projects.row('Simulated cloud');
    for (const name of ['Simulated cloud', 'Staging']) {
      await workbench.palette('Cloud Phone: Remove Project…');
      await quickInput.waitFor('Which project?');
      await quickInput.pick(name);
      await dialog.read();
      await dialog.press('Remove');
      const labels = async (): Promise<string[]> => (await projects.rows()).map(({ label }) => label);
      await readUntil(labels, (shown) => !shown.includes(name), `No row ${name}`);
    }
    await workbench.palette('Cloud Phone: Remove Project…');
    assert.deepEqual(await dialog.read(), {
      message: 'Remove the project Second?',
      detail: detail('The stored sign-in is deleted.'),
      buttons: ['Cancel', 'Remove'],
    });
    await dialog.press('Remove');
    await workbench.page.getByText('No cloud phone project is configured yet.').waitFor();
    await workbench.look('no-project');
    await workbench.page.locator('.part.sidebar .monaco-button', { hasText: 'Add Project…' }).click();
    await workbench.quickInput.waitFor('Region of the project');
    await workbench.quickInput.cancel();
    await workbench.page.locator('.part.sidebar .welcome-view a', { hasText: 'see the first steps' }).click();
    await workbench.page.locator('h2', { hasText: 'Get Started with Cloud Phone Manager' }).waitFor();
    // The pictures do not show in a narrow window.
    await workbench.page.setViewportSize({ width: 1900, height: 1000 });
    await workbench.page.frameLocator('iframe.webview').frameLocator('iframe').locator('svg').waitFor();
    await workbench.look('walkthrough');
  });

  it('are what most commands need: after the last one was removed the palette has only the others', async () => {
    const { workbench } = session();
    const items = await workbench.paletteItems('Cloud Phone: ');
    assert.deepEqual(items.filter((item) => item.startsWith('Cloud Phone: ')).sort(), [
      'Cloud Phone: Add Project…',
      'Cloud Phone: Clear History',
      'Cloud Phone: Copy Results as CSV',
      'Cloud Phone: Copy Results as Text',
      'Cloud Phone: Export Audit Log…',
      'Cloud Phone: Focus on Operations View',
      'Cloud Phone: Focus on Projects View',
      'Cloud Phone: Get Started',
      'Cloud Phone: Import Projects…',
      'Cloud Phone: Show Audit Log',
      'Cloud Phone: Show Output',
    ]);
  });
});
