import assert from 'node:assert/strict';
import { type Cloud } from '../cloud/cloud';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

/** The names of the servers that each request was to restart. */
const restartsAsked = (cloud: Cloud): string[][] =>
  cloud.requests
    .filter(({ path }) => path.endsWith('/servers/batch-restart'))
    .map(({ text }) => [...cloud.fleet.servers.values()].filter((one) => text.includes(one.serverId)))
    .map((servers) => servers.map(({ name }) => name));

describe('a rolling restart', () => {
  /** How far the cloud's clock is ahead, so that the test decides when a wave ends. */
  let ahead = 0;
  const endWave = (): void => {
    ahead += 800_000;
  };
  const session = sessionFor({
    cloud: { servers: 10, phonesPerServer: 2, instances: 1, jobMs: 600_000, now: () => Date.now() + ahead },
    settings: () => ({
      'cloudPhone.jobs.pollIntervalSeconds': 0.25,
      'cloudPhone.guard.minRunningPercentRolling': 50,
      'cloudPhone.rolling.pauseSeconds': 0.5,
      'cloudPhone.rolling.steadySeconds': 0.25,
    }),
  });
  const TITLE = 'Rolling restart';
  const ROW = `#1 ${TITLE}`;

  it('shows its plan first, asks after the canary, and can be paused, resumed and stopped', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput, dialog, notifications } = workbench;
    const operations = workbench.tree('Operations');
    await signIn(session());
    await projects.expand('Servers');
    await projects.row('web-10');
    cloud.clearRequests();

    await projects.contextMenu('Servers', 'Rolling Restart…');
    await quickInput.waitFor('Start with these settings');
    await quickInput.pick('Waves');
    await quickInput.waitFor('Sizes of the waves');
    await quickInput.enter('1, 30%');
    await quickInput.waitFor('Rolling restart of 10 servers');
    await workbench.look('rolling-settings');
    await quickInput.pick('Start with these settings…');
    const plan = await readUntil(
      () => workbench.page.locator('.editor-group-container .view-lines').innerText(),
      (text) => text.includes('Requests,'),
      'The plan',
    );
    const text = plan.replaceAll('\u00a0', ' ');
    assert.match(text, /^Rolling restart in Simulated cloud: the plan\. Nothing has been sent\./m);
    assert.match(text, /^Project: Simulated cloud · cn-north-4 · /m);
    assert.match(text, /^Made: .*\(now\)$|^Made: .*second/m);
    assert.match(text, /^Waves: 1, 3, 3, 3$/m);
    assert.match(text, /^It acts on the IDs below, and on no others\.$/m);
    assert.match(text, /^ +It stops when the failures in a row reach 3\.$/m);
    assert.equal(await dialog.isOpen(), false, 'nothing covers the plan');
    await workbench.look('rolling-plan-dark');
    assert.deepEqual(restartsAsked(cloud), []);
    await workbench.editorAction('Start Plan…');

    await operations.expand(ROW);
    await operations.row('Wave 1, the canary', ({ description }) => description.startsWith('under way'));
    endWave();
    const canary = `${TITLE} #1 in Simulated cloud: the canary is done (1 succeeded).`;
    await notifications.waitFor(canary);
    await operations.row(ROW, ({ description }) =>
      description.startsWith('waiting for you after the canary · 1 of 10 · wave 1 of 4'),
    );
    await operations.row('Wave 1, the canary', ({ description }) => description === '1 succeeded');
    await workbench.look('rolling-canary');
    assert.deepEqual(restartsAsked(cloud), [['web-01']]);
    await notifications.press(canary, 'Promote');
    assert.equal((await dialog.read()).message, `Promote ${TITLE} #1 in Simulated cloud?`);
    await dialog.press('Promote');

    await operations.row('Wave 2', ({ description }) => description.startsWith('under way'));
    await operations.inlineAction(ROW, 'Pause');
    await operations.row(ROW, ({ description }) => description.startsWith('paused · 1 of 10 · wave 2 of 4'));
    endWave();
    await operations.row('Wave 2', ({ description }) => description === '3 succeeded');
    await workbench.look('rolling-paused-dark');
    await workbench.palette('Preferences: Toggle between Light/Dark Themes');
    await workbench.page.locator('.monaco-workbench.vs').waitFor();
    await workbench.look('rolling-paused-light');

    assert.equal(restartsAsked(cloud).length, 2);
    await workbench.statusBarItem('paused');
    await quickInput.waitFor('Choose an action');
    await workbench.look('rolling-status-bar');
    await quickInput.pick('Resume');
    await operations.row('Wave 3', ({ description }) => description.startsWith('under way'));
    await operations.inlineAction(ROW, 'Stop');
    assert.equal((await dialog.read()).message, `Stop ${TITLE} #1 in Simulated cloud?`);
    await dialog.press('Stop');
    await operations.row(ROW, ({ description }) => description.includes(' · stopped · '));
    endWave();
    const summary = await notifications.waitFor('7 succeeded, 3 untouched');
    assert.equal(summary, `${TITLE} in Simulated cloud: stopped. 7 succeeded, 3 untouched`);
    await operations.row(ROW, ({ description }) => description === '7 succeeded · 3 untouched · stopped · just now');
    await operations.row('Wave 4', ({ description }) => description === '3 untouched');
    await workbench.look('rolling-stopped-light');
    const names = (
      await readUntil(
        () => Promise.resolve(restartsAsked(cloud)),
        (all) => all.length === 3,
        'Requests',
      )
    ).flat();
    assert.deepEqual(names.sort(), ['web-01', 'web-02', 'web-03', 'web-04', 'web-05', 'web-06', '华北-07']);
  });
});
