import assert from 'node:assert/strict';
import { type Cloud } from '../cloud/cloud';
import { extensionHosts, killExtensionHost } from './driver/measure/extensionHosts';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

/** Some of these servers are frozen or shut down. At least a thousand can be restarted. */
const SERVERS = 1100;

const restarted = (cloud: Cloud): number => cloud.actions.restarts.size;

/** The id and the result in each line of a copied CSV. */
const resultsIn = (csv: string): Map<string, string> =>
  new Map(
    csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','))
      .map((cells) => [cells[3] ?? '', cells[6] ?? ''] as const),
  );

describe('an extension host that is killed', () => {
  const session = sessionFor({
    cloud: { servers: SERVERS, phonesPerServer: 1, instances: 0, latencyMs: 400, jobMs: 4000, failureShare: 0.02 },
    settings: () => ({
      'cloudPhone.jobs.pollIntervalSeconds': 1,
      'cloudPhone.maxConcurrentRequests': 2,
      'cloudPhone.guard.maxTargets': SERVERS,
    }),
  });

  it('in the middle of 1,000 restarts costs no result, and nothing is restarted twice', async () => {
    const { cloud, workbench, dataFolder } = session();
    const { quickInput, dialog } = workbench;
    await signIn(session());
    await workbench.palette('Cloud Phone: Restart Servers…');
    await quickInput.waitFor('Restart which servers?');
    await quickInput.pickAll();
    await dialog.press('Restart');
    await readUntil(
      () => Promise.resolve(restarted(cloud)),
      (count) => count >= 300,
      '300 restarts in the cloud',
    );
    killExtensionHost(dataFolder);

    const operations = workbench.tree('Operations');
    await readUntil(
      async () => {
        await workbench.openView();
        return (await operations.rows()).find(({ label }) => label === '#1 Restart servers');
      },
      (shown) => shown?.description.includes('waiting for you after a reload') === true,
      'A row of an operation that waits for a person',
      { limitMs: 60_000 },
    );
    const before = restarted(cloud);
    await operations.contextMenu('#1 Restart servers', 'Resume');
    await readUntil(
      () => Promise.resolve(restarted(cloud)),
      (count) => count > before,
      'More restarts in the cloud, after Resume',
    );
    const row = await readUntil(
      async () => {
        await workbench.openView();
        return (await operations.rows()).find(({ label }) => label === '#1 Restart servers');
      },
      (shown) => /^(\S+) of \1 ·/.test(shown?.description ?? ''),
      'A row of an operation that has ended',
      { limitMs: 60_000 },
    );
    assert.ok(row);
    assert.ok(extensionHosts(dataFolder).length > 1, 'another extension host');
    await operations.contextMenu('#1 Restart servers', 'Copy Results as CSV');
    const results = resultsIn(await workbench.clipboard((text) => text.startsWith('operation,')));

    assert.ok(results.size >= 1000, `${results.size} results`);
    const all = new Intl.NumberFormat('en').format(results.size);
    assert.ok(row.description.startsWith(`${all} of ${all} ·`), row.description);
    const wrong: string[] = [];
    for (const [serverId, result] of results) {
      const { name } = cloud.fleet.server(serverId);
      const times = cloud.actions.restarts.get(serverId) ?? 0;
      const isBroken = cloud.fleet.server(serverId).status === 2;
      const truths =
        times === 0 ? ['not sent', 'unknown', 'rejected'] : isBroken ? ['failed', 'unknown'] : ['succeeded', 'unknown'];
      if (times > 1 || !truths.includes(result)) {
        wrong.push(`${name}: restarted ${times} times, ${result}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      [...cloud.actions.restarts.keys()].filter((id) => !results.has(id)),
      [],
    );
    const lost = [...results.values()].filter((result) => result === 'unknown').length;
    assert.ok(lost <= 200, `Only what was on its way when the host died can be unknown, not ${lost}`);
  });
});

describe('a window that is opened again while a rollout waits for a person', () => {
  const session = sessionFor({
    cloud: { servers: 3, phonesPerServer: 1, instances: 0, jobMs: 200, failureShare: 0 },
    settings: () => ({
      'cloudPhone.jobs.pollIntervalSeconds': 0.25,
      'cloudPhone.guard.minRunningPercentRolling': 0,
      'cloudPhone.rolling.steadySeconds': 0.25,
    }),
  });

  it('tells of it, with the Explorer in the place of our view', async () => {
    const { cloud, workbench, reopen } = session();
    const { projects, quickInput, notifications, page } = workbench;
    await signIn(session());
    await projects.expand('Servers');
    await projects.contextMenu('Servers', 'Rolling Restart…');
    await quickInput.waitFor('Start with these settings');
    await quickInput.pick('Start with these settings…');
    await workbench.editorAction('Start Plan…');
    const canary = 'Rolling restart #1 in Simulated cloud: the canary is done (1 succeeded).';
    await notifications.waitFor(canary);
    const explorer = page.locator('.part.sidebar .composite.title', { hasText: 'Explorer' });
    await page.locator('.activitybar .action-label[aria-label^="Explorer"]').click();
    await explorer.waitFor();
    // VS Code stores which view is shown when it has nothing else to do.
    await workbench.idle();
    await reopen();

    // VS Code activates again what was activated before its extension host died, so only a new window shows it.
    await explorer.waitFor();
    await notifications.waitFor(canary);
    assert.equal(restarted(cloud), 1);
    const icon = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Cloud Phone"]') });
    assert.equal(await icon.locator('.badge-content').innerText(), '1');
    await workbench.look('left-behind');
    await notifications.press(canary, 'Show Operations');
    await workbench
      .tree('Operations')
      .row('#1 Rolling restart', ({ description }) => description.startsWith('waiting for you after the canary · '));
  });
});
