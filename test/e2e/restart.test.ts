import assert from 'node:assert/strict';
import { type Cloud } from '../cloud/cloud';
import { newLines } from './driver/acts/newLines';
import { Film, takePictures, themesForPictures } from './driver/measure/pictures';
import { refreshAll } from './driver/acts/refreshAll';
import { type Session } from './driver/acts/session';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';
import { type Workbench } from './driver/window/workbench';

const hex = '[0-9a-f]{32}';

/** The bodies of the requests to restart servers. */
const restartsAsked = (cloud: Cloud): unknown[] =>
  cloud.requests.filter(({ path }) => path.endsWith('/servers/batch-restart')).map(({ body }) => body);

const idsOf = (cloud: Cloud, names: readonly string[]): string[] =>
  names.map((name) => cloud.fleet.server(name).serverId);

/** Makes every server normal again after the former test. */
async function heal(session: Session): Promise<void> {
  const { cloud, workbench } = session;
  for (const server of cloud.fleet.servers.values()) {
    await readUntil(
      () => Promise.resolve(cloud.fleet.server(server.serverId).restart),
      (restart) => restart === undefined,
      `${server.name} at rest`,
    );
    server.status = 5;
    server.nextRestart = undefined;
  }
  await refreshAll(session);
  await workbench.projects.row('web-03', (row) => row.description.startsWith('normal'));
}

/** Takes the picture for the README: the sidebar, and the results of restarts in the output channel. */
async function takePicture(workbench: Workbench): Promise<void> {
  await workbench.projects.row('web-03', (row) => row.description.startsWith('normal'));
  await workbench.projects.expand('web-02');
  await workbench.projects.row('web-02-00001');
  await workbench.notifications.clear();
  await takePictures(workbench, 'sidebar');
  await workbench.projects.collapse('web-02');
}

describe('restarting servers', () => {
  const session = sessionFor({
    cloud: { servers: 6, phonesPerServer: 4, instances: 2, jobMs: 800 },
    settings: () => ({ ...themesForPictures, 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
  });

  beforeEach(async () => {
    const { cloud, workbench } = session();
    await signIn(session());
    await workbench.projects.expand('Servers');
    await heal(session());
    cloud.clearRequests();
  });

  it('asks first, shows the row at work, and writes one line for the result', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    const id = cloud.fleet.server('web-01').serverId;
    cloud.fleet.server('web-01').nextRestart = { durationMs: 2500 };
    const linesUntil = await newLines(workbench);
    const film = new Film(workbench, 'restart');
    await film.frame(1500);
    await projects.contextMenu('web-01', 'Restart Servers…');
    assert.deepEqual(await dialog.read(), {
      message: 'Restart 1 server in Simulated cloud?',
      detail: 'Simulated cloud · cn-north-4\n• web-01\n\nAll phones on it go down too.',
      buttons: ['Cancel', 'Restart'],
    });
    assert.deepEqual(restartsAsked(cloud), []);
    await film.frame(2000);
    await dialog.press('Restart');
    const busy = await projects.row('web-01', (row) => row.description.startsWith('restarting…'));
    assert.equal(busy.spoken, 'Server, web-01, restarting… · 203.0.113.1');
    assert.ok(!(await projects.contextMenuItems('web-01')).includes('Restart Servers…'));
    await workbench.look('restart-one-running');
    await film.frame(2000);
    const lines = await linesUntil(/done/);
    const number = /#\d+/.exec(lines[0]?.text ?? '')?.[0] ?? '';
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['info', 'info', 'info'],
    );
    assert.equal(lines[0]?.text, `Restart ${number} Simulated cloud: 1 server in 1 request`);
    assert.match(
      lines[1]?.text ?? '',
      new RegExp(`^Restart ${number} web-01 \\(${id}\\) job ${hex}: succeeded in \\d+ s$`),
    );
    assert.match(lines[2]?.text ?? '', new RegExp(`^Restart ${number} done: 1 succeeded in \\d+ s$`));
    await projects.row('web-01', (row) => row.description === 'normal · 203.0.113.1');
    await notifications.waitFor('Restart servers in Simulated cloud: 1 succeeded');
    await film.frame(4000);
    film.keep();
    assert.equal((await notifications.texts()).length, 1);
    assert.deepEqual(restartsAsked(cloud), [{ server_ids: [id] }]);
  });

  it('counts the phones that go down, where they were read', async () => {
    const { projects, dialog } = session().workbench;
    await projects.expand('web-01');
    await projects.row('web-01-00001');
    await projects.contextMenu('web-01', 'Restart Servers…');
    assert.equal(
      (await dialog.read()).detail,
      'Simulated cloud · cn-north-4\n• web-01\n\nThe 4 phones on it go down too: 4 running.',
    );
    await dialog.press('Cancel');
    await projects.collapse('web-01');
  });

  it('tells the refused, the failed and the succeeded of several apart, and retries only what failed', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    const names = ['web-01', 'web-02', 'web-03', 'web-04'];
    const [one = '', two = '', three = ''] = idsOf(cloud, names);
    const refused = { code: 'CPS.0158', message: 'The server cannot be restarted now.' };
    cloud.fleet.server('web-02').nextRestart = { refused };
    cloud.fleet.server('web-03').nextRestart = { failed: { code: 'CPS0054', message: 'The job timed out.' } };
    const linesUntil = await newLines(workbench);
    await projects.select(names);
    await projects.contextMenu('web-04', 'Restart Servers…');
    assert.equal((await dialog.read()).message, 'Restart 4 servers in Simulated cloud?');
    assert.match(
      (await dialog.read()).detail,
      /^Simulated cloud · cn-north-4\n• web-01\n• web-02\n• web-03\n• web-04\n\n/,
    );
    await workbench.look('restart-several-question');
    await dialog.press('Restart');
    const lines = await linesUntil(/done/);
    const number = /#\d+/.exec(lines[0]?.text ?? '')?.[0] ?? '';
    assert.equal(lines[0]?.text, `Restart ${number} Simulated cloud: 4 servers in 1 request`);
    const line = (name: string) => lines.find(({ text }) => text.includes(name));
    assert.match(line('web-01')?.text ?? '', new RegExp(`web-01 \\(${one}\\) job ${hex}: succeeded in \\d+ s$`));
    assert.deepEqual(line('web-02'), {
      level: 'error',
      text: `Restart ${number} web-02 (${two}): rejected CPS.0158 ${refused.message}`,
    });
    assert.equal(line('web-03')?.level, 'error');
    assert.match(
      line('web-03')?.text ?? '',
      new RegExp(`^Restart ${number} web-03 \\(${three}\\) job ${hex}: failed CPS\\.0054 The job timed out\\.$`),
    );
    assert.match(lines.at(-1)?.text ?? '', /done: 2 succeeded, 1 failed, 1 rejected in \d+ s$/);
    const summary = 'Restart servers in Simulated cloud: 2 succeeded, 1 failed, 1 rejected';
    await notifications.waitFor(summary);
    assert.deepEqual(await notifications.buttons(summary), ['Show Output', 'Retry Failed']);
    await projects.row('web-03', (row) => row.description.startsWith('abnormal'));
    await workbench.look('restart-several-done');

    cloud.clearRequests();
    await notifications.press(summary, 'Retry Failed');
    const again = await dialog.read();
    assert.equal(again.message, 'Restart 2 servers in Simulated cloud?');
    assert.match(again.detail, /^Simulated cloud · cn-north-4\n• web-02\n• web-03\n\n/);
    await dialog.press('Restart');
    await notifications.waitFor('Restart servers in Simulated cloud: 2 succeeded');
    assert.deepEqual(restartsAsked(cloud), [{ server_ids: [two, three] }]);
    await takePicture(workbench);
  });

  it('sends nothing when the question is answered with Cancel or Escape', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, page, notifications } = workbench;
    await projects.contextMenu('web-01', 'Restart Servers…');
    await dialog.read();
    await dialog.press('Cancel');
    await projects.contextMenu('web-01', 'Restart Servers…');
    await dialog.read();
    await page.keyboard.press('Escape');
    await readUntil(
      () => dialog.isOpen(),
      (open) => !open,
      'A closed question',
    );
    // A request that the answer had caused would have been sent before this round trip ends.
    await refreshAll(session());
    assert.deepEqual(restartsAsked(cloud), []);
    assert.deepEqual(await notifications.texts(), []);
    await projects.row('web-01', (row) => row.description.startsWith('normal'));
  });

  it('keeps following what was sent when the progress is cancelled', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    cloud.fleet.server('web-05').nextRestart = { durationMs: 2500 };
    const linesUntil = await newLines(workbench);
    // While the Operations view is visible, it shows the progress itself.
    const operations = workbench.page.locator('.part.sidebar .pane-header[aria-label^="Operations"]');
    await operations.click();
    await projects.contextMenu('web-05', 'Restart Servers…');
    await dialog.press('Restart');
    await notifications.waitFor('Restart servers #');
    await readUntil(
      () => Promise.resolve(restartsAsked(cloud).length),
      (count) => count === 1,
      'The request',
    );
    await notifications.press('Restart servers #', 'Cancel');
    await operations.click();
    await notifications.waitFor(': 1 target was already sent and continues in the cloud.');
    assert.equal((await notifications.texts()).length, 1);
    await projects.row('web-05', (row) => row.description.startsWith('restarting…'));
    const lines = await linesUntil(/done/);
    assert.match(lines.at(-2)?.text ?? '', /web-05 .* succeeded in \d+ s$/);
    assert.match(lines.at(-1)?.text ?? '', /done: 1 succeeded in \d+ s$/);
  });

  it('works from the palette: it lists what can be restarted and asks which', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput, dialog, notifications } = workbench;
    cloud.fleet.server('web-02').status = 8;
    await refreshAll(session());
    await projects.row('web-02', (row) => row.description.startsWith('frozen'));
    await workbench.palette('Cloud Phone: Restart Servers…');
    await quickInput.waitFor('Restart which servers?');
    assert.deepEqual(await quickInput.items(), ['web-01', 'web-03', 'web-04', 'web-05', 'web-06']);
    // The list is already known, so nothing says that it is being read.
    assert.deepEqual(await notifications.texts(), []);
    await workbench.look('restart-palette');
    await quickInput.pickMany(['web-04', 'web-06']);
    assert.match((await dialog.read()).detail, /^Simulated cloud · cn-north-4\n• web-04\n• web-06\n\n/);
    await dialog.press('Restart');
    await notifications.waitFor('Restart servers in Simulated cloud: 2 succeeded');
    assert.deepEqual(restartsAsked(cloud), [{ server_ids: idsOf(cloud, ['web-04', 'web-06']) }]);
  });

  it('leaves out what cannot be restarted, and says so', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    cloud.fleet.server('web-02').status = 10;
    await refreshAll(session());
    await projects.row('web-02', (row) => row.description.startsWith('shut down'));
    await projects.select(['web-01', 'web-02']);
    await projects.contextMenu('web-01', 'Restart Servers…');
    const { message, detail } = await dialog.read();
    assert.equal(message, 'Restart 1 server in Simulated cloud?');
    assert.match(detail, /\n\nLeft out:\n• web-02: shut down$/);
    await dialog.press('Cancel');
    assert.deepEqual(await notifications.texts(), [], 'it is told once');
  });
});
