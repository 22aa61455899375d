import assert from 'node:assert/strict';
import { type Cloud, startCloud } from '../cloud/cloud';
import { projectSetting } from '../cloud/project';
import { type Session } from './driver/acts/session';
import { sessionFor } from './driver/acts/sessionFor';
import { answerSignIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

const OPTIONS = { servers: 4, phonesPerServer: 1, instances: 12, jobMs: 300, unassignMs: 300 };
const LINK = '[Fix it](command:workbench.action.terminal.new)';

/** Signs in to a project with a token of its cloud. */
async function signInTo(session: Session, project: string, cloud: Cloud): Promise<void> {
  const { workbench } = session;
  await workbench.palette('Cloud Phone: Sign In…');
  await workbench.quickInput.waitFor('Which project?');
  await workbench.quickInput.pick(project);
  await answerSignIn(workbench, project, 'Token', [['Token', cloud.issueToken()]]);
  await workbench.projects.row(project, ({ description }) => !description.includes('signed out'));
}

describe('what must not happen', () => {
  let production: Cloud;
  before(async () => {
    production = await startCloud(OPTIONS);
  });
  const session = sessionFor({
    cloud: OPTIONS,
    settings: (cloud) => ({
      'cloudPhone.projects': [
        projectSetting(cloud, 'Staging'),
        { ...projectSetting(production, 'Production'), region: 'cn-south-1' },
      ],
      'cloudPhone.guard.protectedPatterns': ['[Fix it]*'],
      'cloudPhone.guard.minRunningPercentRolling': 0,
      'cloudPhone.rolling.pauseSeconds': 0,
      'cloudPhone.rolling.steadySeconds': 0,
      'cloudPhone.rolling.asksAfterFirst': false,
      'cloudPhone.rolling.waves': '1',
      'cloudPhone.jobs.pollIntervalSeconds': 0.25,
    }),
    height: 2200,
  });
  const clouds = (): readonly Cloud[] => [session().cloud, production];
  const posts = (path: string) =>
    clouds().map(({ requests }) => requests.filter((request) => request.path.endsWith(path)).map(({ body }) => body));
  const erased = (): number[] =>
    posts('/instances/unassign').map((bodies) =>
      bodies.reduce<number>((sum, body) => sum + (body as { user_instances: unknown[] }).user_instances.length, 0),
    );
  const ready = (instance: object, n: number): void => {
    const assignUser = `10086000000000000${String(n + 1).padStart(2, '0')}`;
    Object.assign(instance, { runningStatus: 2, frozen: false, loggedIn: false, assignUser });
  };

  before(async () => {
    for (const [index, cloud] of clouds().entries()) {
      const prefix = index === 0 ? 'staging' : 'production';
      [...cloud.fleet.instances.values()].forEach((instance, n) => {
        instance.name = `${prefix}-${String(n + 1).padStart(2, '0')}`;
        ready(instance, n);
      });
      [...cloud.fleet.servers.values()].forEach((server, n) => {
        server.name = `${prefix}-server-${n + 1}`;
        server.status = 5;
      });
    }
    session().cloud.fleet.server('staging-server-2').name = LINK;
    await session().workbench.openView();
    await signInTo(session(), 'Staging', session().cloud);
    await signInTo(session(), 'Production', production);
  });
  after(async () => {
    await production.close();
  });
  beforeEach(() => {
    production.clearRequests();
  });

  it('ten instances of one project and ten of another are not unassigned before 20 was typed', async () => {
    const { workbench } = session();
    const { projects, dialog, quickInput } = workbench;
    for (const project of ['Staging', 'Production']) {
      await projects.expandBelow(project, 'Instances');
    }
    const names = ['staging', 'production'].flatMap((prefix) =>
      Array.from({ length: 10 }, (_, n) => `${prefix}-${String(n + 1).padStart(2, '0')}`),
    );
    await projects.row('production-10');
    await projects.select(names);
    await projects.contextMenu('production-03', 'Unassign Instances…');
    const { message, detail, buttons } = await dialog.read();
    assert.equal(message, 'Unassign 20 instances in 2 projects?');
    assert.match(detail, /^Staging · cn-north-4: 10\n• staging-01 · 1008600000000000001\n/);
    assert.match(detail, /\nand 5 more\n\nProduction · cn-south-1: 10\n• production-01 · 1008600000000000001\n/);
    assert.match(detail, /\n\nNo user is logged in\.\nThe users’ data on them is erased for good\.$/);
    assert.deepEqual(buttons, ['Cancel', 'Preview Plan…', 'Unassign and Erase']);
    await workbench.look('safety-two-projects');
    await dialog.press('Unassign and Erase');
    await quickInput.waitFor('Type 20 to erase the users’ data on 20 instances in Staging, Production.');
    await workbench.look('safety-twenty');
    await quickInput.enter('10');
    await quickInput.waitFor('Type 20, or press');
    assert.deepEqual(erased(), [0, 0]);
    await quickInput.enter('20');
    await readUntil(
      () => Promise.resolve(erased()),
      (counts) => counts.every((count) => count === 10),
      'Ten unassigned in each project',
    );
  });

  it('a server that is named like a command makes no link and runs nothing', async () => {
    const { workbench } = session();
    const { projects, dialog, notifications, page } = workbench;
    await projects.expandBelow('Staging', 'Servers');
    await projects.row(LINK);
    await projects.contextMenu(LINK, 'Restart Servers…');
    const { message, detail } = await dialog.read();
    assert.equal(message, '1 server is protected.');
    assert.ok(detail.includes('[Fix it] (command:workbench.action.terminal.new)'), detail);
    await dialog.press('Leave Them Out');
    const text = await notifications.waitFor('No targets remain in the plan.');
    await workbench.look('safety-link');
    assert.ok(text.includes('[Fix it] (command:workbench.action.terminal.new): protected'), text);
    assert.equal(await page.locator('.notification-list-item-message a').count(), 0);
    assert.deepEqual(posts('/batch-restart').flat(), []);
    await projects.click(LINK);
    await page.keyboard.press('ControlOrMeta+c');
    await readUntil(
      () => page.locator('.statusbar').innerText(),
      (bar) => bar.includes('Copied the ID of [Fix it] (command:workbench.action.terminal.new)'),
      'Whose ID was copied',
    );
    assert.equal(await page.locator('.statusbar a[href^="command:"]').count(), 0);
  });

  it('of two servers of the same name the one is restarted whose project the question names', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    const twin = production.fleet.server('production-server-4');
    const servers = [cloud.fleet.server('staging-server-4'), twin];
    servers.forEach((server) => (server.name = 'twin'));
    await workbench.viewAction('Refresh All');
    await projects.expandBelow('Staging', 'Servers');
    await projects.expandBelow('Production', 'Servers');
    await projects.contextMenuBelow('Production', 'twin', 'Restart Servers…');
    const { message, detail } = await dialog.read();
    assert.equal(message, 'Restart 1 server in Production?');
    assert.match(detail, /^Production · cn-south-1\n• twin\n/);
    await workbench.look('safety-twins');
    await dialog.press('Restart');
    await notifications.waitFor('Restart servers in Production: 1 succeeded');
    assert.deepEqual(posts('/batch-restart'), [[], [{ server_ids: [twin.serverId] }]]);
    production.clearRequests();
  });

  it('a group acts on what the filter shows, though it is still being typed', async () => {
    const { workbench } = session();
    const { projects, dialog, quickInput } = workbench;
    await projects.expandBelow('Production', 'Servers');
    await workbench.palette('Cloud Phone: Filter…');
    await quickInput.waitFor('Words in the name');
    await quickInput.type('production-server-3');
    await readUntil(
      async () => (await projects.rows()).map(({ label }) => label),
      (labels) => labels.includes('production-server-3') && !labels.includes('production-server-2'),
      'The rows under the filter that is typed',
    );
    await projects.contextMenuBelow('Production', 'Servers', 'Restart All Matching Servers…');
    const { message, detail } = await dialog.read();
    assert.equal(message, 'Restart 1 server in Production?');
    assert.match(detail, /^Production · cn-south-1\n• production-server-3\n/);
    await workbench.look('safety-filter');
    await dialog.press('Cancel');
    await quickInput.cancel();
    assert.deepEqual(posts('/batch-restart').flat(), []);
  });

  it('no key acts on the cloud, and copying names the row of the copied ID, wherever the focus is', async () => {
    const { workbench } = session();
    const { projects, dialog, page } = workbench;
    await projects.expandBelow('Production', 'Servers');
    await projects.select(['production-server-1']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ControlOrMeta+c');
    const { serverId } = production.fleet.server('production-server-1');
    await readUntil(
      () => page.locator('.statusbar').innerText(),
      (bar) => bar.includes(`Copied the ID of production-server-1: ${serverId}`),
      'Whose ID was copied',
    );
    await workbench.clipboard((text) => text === serverId);
    await page.keyboard.press('ControlOrMeta+Shift+F5');
    await workbench.idle();
    assert.equal(await dialog.isOpen(), false);
    assert.equal(await workbench.quickInput.shows(200), false);
    assert.deepEqual(posts('/batch-restart').flat(), []);
  });

  it('a rollout whose canary failed touches no other server, even without a question after the canary', async () => {
    const { workbench } = session();
    const { projects, quickInput, notifications } = workbench;
    await projects.expandBelow('Production', 'Servers');
    const failed = { code: 'CPS0054', message: 'The job timed out.' };
    production.fleet.server('production-server-1').nextRestart = { failed };
    await projects.contextMenuBelow('Production', 'Servers', 'Rolling Restart…');
    await quickInput.waitFor('Rolling restart of 4 servers');
    await quickInput.pick('Start with these settings…');
    await workbench.editorAction('Start Plan…');
    const text = await notifications.waitFor('stopped: the canary could not be verified');
    await workbench.look('safety-canary');
    assert.match(text, /^Rolling restart in Production: /);
    const { serverId } = production.fleet.server('production-server-1');
    assert.deepEqual(posts('/batch-restart'), [[], [{ server_ids: [serverId] }]]);
  });

  it('a proxy’s page with 401 does not end a sign-in, and the next refresh works', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    await projects.expandBelow('Staging', 'Servers');
    cloud.faults.next({ path: '/cloud-phone/servers', times: Infinity, fault: { foreign: 401 } });
    await workbench.viewAction('Refresh All');
    const said = await workbench.notifications.waitFor('This response did not come from the cloud');
    await workbench.look('safety-foreign');
    assert.match(said, /^Staging: /);
    assert.ok(!(await workbench.notifications.buttons('This response did not come')).includes('Sign In…'));
    assert.doesNotMatch((await projects.row('Staging')).description, /sign/);
    cloud.faults.clear();
    await workbench.notifications.clear();
    cloud.fleet.server('staging-server-1').status = 8;
    await workbench.viewAction('Refresh All');
    await projects.row('staging-server-1', ({ description }) => !description.startsWith('normal'));
    assert.deepEqual(await workbench.notifications.texts(), []);
    assert.equal(await quickInput.shows(200), false);
    cloud.fleet.server('staging-server-1').status = 5;
  });
});
