import assert from 'node:assert/strict';
import { type Locator } from 'playwright-core';
import { type Operation, type TargetState } from '../../src/model/operation';
import { RESULTS } from '../../src/model/results';
import { audit } from './driver/measure/axe';
import { readClipboard } from './driver/window/clipboard';
import { contrast } from './driver/measure/contrast';
import { Hands } from './driver/acts/hands';
import { paintOf } from './driver/measure/paint';
import { refreshAll } from './driver/acts/refreshAll';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { storeOperation } from './driver/acts/storedOperation';
import { readUntil } from '../support/until';

/** The least contrast of graphics and of the focus (WCAG 1.4.11). */
const least = 3;
const themes = ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast'];

/** Words of states in the status tables. Together they show every icon in every colour. */
const serverWords = [
  { status: 5, word: 'normal' },
  { status: 2, word: 'abnormal' },
  { status: 8, word: 'frozen' },
  { status: 10, word: 'shut down' },
  { status: 11, word: 'shutting down' },
  { status: 99, word: 'status 99' },
];
const phoneWords = [
  { status: 2, word: 'running' },
  { status: 4, word: 'restarting' },
  { status: 6, word: 'frozen' },
  { status: 8, word: 'shut down' },
  { status: -7, word: 'abnormal' },
];
const instanceWords = [
  { status: 0, word: 'unknown' },
  { status: 1, word: 'stopped' },
  { status: 2, word: 'running' },
  { status: 3, word: 'going offline' },
  { status: 5, word: 'powered off' },
];

const startedAt = Date.UTC(2026, 0, 1);
const stored: Operation = {
  number: 1,
  verb: 'reboot',
  project: 'Simulated cloud',
  requests: 1,
  startedAt,
  endedAt: startedAt + 12_000,
  targets: RESULTS.map((result, nth): TargetState => ({ id: `${nth}`, name: `old-${nth}`, phase: 'settled', result })),
};

/** Checks that the element with the focus has a visible outline. */
async function assertFocusSeen(element: Locator): Promise<void> {
  await element.waitFor();
  const { outline } = await paintOf(element);
  assert.ok(outline, `No frame around ${await element.innerText()}`);
  assert.ok(contrast(outline) >= least, `A frame with a contrast of ${contrast(outline).toFixed(2)}`);
}

describe('for people who do not see well or have no mouse,', () => {
  const session = sessionFor({
    isPainted: true,
    cloud: { servers: serverWords.length, phonesPerServer: phoneWords.length, instances: instanceWords.length },
    settings: () => ({ 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
    height: 1600,
    prepare: (dataFolder) => {
      storeOperation(dataFolder, stored);
    },
  });

  it('signing in, restarting a server and reading its result needs only keys, and shows where the focus is', async () => {
    const { cloud, workbench } = session();
    const { page, projects, quickInput, dialog } = workbench;
    const hands = new Hands(workbench);
    cloud.fleet.server('web-02').nextRestart = { durationMs: 500 };
    await hands.command('Cloud Phone: Focus on Projects View');
    await projects.row('Sign in…');
    // The tree had no row yet that could get the focus.
    await hands.command('Cloud Phone: Focus on Projects View');
    await hands.walkTo('Sign in…');
    await assertFocusSeen(hands.row);
    await hands.press('Enter');
    await quickInput.waitFor('How do you want to sign in?');
    await hands.pick('Token');
    await quickInput.waitFor('Sign In: Simulated cloud (1/1)');
    await hands.write(cloud.issueToken());
    await hands.press('Enter');
    await projects.row('Servers');
    await hands.command('Cloud Phone: Focus on Projects View');
    await hands.walkTo('Servers');
    await hands.press('ArrowRight');
    await projects.row('web-02');
    await hands.walkTo('web-02');
    await assertFocusSeen(hands.row);
    await hands.menu('Restart Servers…');
    await dialog.read();
    const button = page.locator('.monaco-dialog-box .monaco-button:focus');
    assert.equal((await button.innerText()).trim(), 'Restart');
    await assertFocusSeen(button);
    await workbench.look('keyboard-confirm');
    await hands.press('Enter');
    await workbench.notifications.waitFor('1 succeeded');
    await hands.command('Cloud Phone: Show Output');
    await hands.command('Output: Focus on Output View');
    await page.locator('.part.panel .monaco-editor.focused').waitFor();
    // A line appears in the panel some time after it was written.
    const copyAll = async (): Promise<string> => {
      await hands.press('ControlOrMeta+A');
      await hands.press('ControlOrMeta+C');
      return await readClipboard(page);
    };
    await readUntil(copyAll, (text) => /web-02 .*: succeeded in \d+ s/.test(text), 'The result in the output channel');
    await hands.command('View: Hide Panel');
  });

  describe('every row', () => {
    before(async () => {
      const { cloud, workbench } = session();
      const { servers, phones, instances } = cloud.fleet;
      [...servers.values()].forEach((server, nth) => (server.status = serverWords[nth]?.status ?? 5));
      [...phones.values()]
        .slice(0, phoneWords.length)
        .forEach((phone, nth) => (phone.status = phoneWords[nth]?.status ?? 2));
      [...instances.values()].forEach((instance, nth) => (instance.runningStatus = instanceWords[nth]?.status ?? 2));
      await signIn(session());
      for (const row of ['Servers', 'web-01', 'Instances']) {
        await workbench.projects.expand(row);
      }
      await workbench.projects.row('web-01-00005');
      await workbench.projects.row('demo-00005');
      await refreshAll(session());
      await workbench.tree('Operations').expand('#1 Reboot instances');
      for (const [last, word] of [
        ['web-06', 'status 99'],
        ['web-01-00005', 'abnormal'],
        ['demo-00005', 'powered off'],
      ] as const) {
        await workbench.projects.row(last, ({ description }) => description.startsWith(word));
      }
    });

    it('is an item of its tree, whose name says its kind, its own name and its state', async () => {
      const { cloud, workbench } = session();
      const { servers, phones, instances } = cloud.fleet;
      const names = [
        'Project, Simulated cloud, cn-north-4',
        /^Servers, 6 · /,
        ...[...servers.values()].map(
          ({ name, publicIp, serverIp }, nth) =>
            `Server, ${name}, ${serverWords[nth]?.word ?? ''} · ${publicIp || serverIp}`,
        ),
        ...[...phones.values()]
          .slice(0, phoneWords.length)
          .map(({ name }, nth) => `Phone, ${name}, ${phoneWords[nth]?.word ?? ''}`),
        /^Instances, 5 · /,
        ...[...instances.values()].map(
          ({ name, assignUser }, nth) =>
            `Instance, ${name}, ${[instanceWords[nth]?.word, assignUser].filter(Boolean).join(' · ')}`,
        ),
      ];
      const operations = [
        /^#2 Restart servers, 1 of 1 · (just now|\d+ min\. ago)$/,
        /^#1 Reboot instances, 7 of 7 · 4 failed · .* ago$/,
        ...stored.targets.map(({ name, result }) => `Instance, ${name}, ${result ?? ''}`),
      ];
      for (const [tree, expected] of [
        ['Projects', names],
        ['Operations', operations],
      ] as const) {
        const items = workbench.page.getByRole('tree', { name: tree, exact: true }).getByRole('treeitem');
        assert.equal(await items.count(), expected.length, tree);
        for (const name of expected) {
          const item = workbench.page
            .getByRole('tree', { name: tree, exact: true })
            .getByRole('treeitem', { name, exact: true });
          assert.equal(await item.count(), 1, `${tree}: ${String(name)}`);
        }
      }
    });

    for (const theme of themes) {
      it(`can be told apart in ${theme}: its icon stands out by ${least}:1, and axe-core finds nothing`, async () => {
        const { workbench } = session();
        const { page } = workbench;
        const hands = new Hands(workbench);
        await hands.command('Preferences: Color Theme');
        await workbench.quickInput.waitFor('Select Color Theme');
        await hands.write(theme);
        await hands.pick(theme);
        await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
        const icons = page.locator('.part.sidebar .monaco-list-row .custom-view-tree-node-item-icon');
        const rows = await page.locator('.part.sidebar .monaco-list-row').count();
        assert.equal(await icons.count(), rows);
        const faint = new Set<string>();
        for (const icon of await icons.all()) {
          const { ink } = await paintOf(icon);
          if (contrast(ink) < least) {
            faint.add(`${(await icon.getAttribute('class')) ?? ''} ${ink.color} ${contrast(ink).toFixed(2)}`);
          }
        }
        await workbench.look(`accessible ${theme}`);
        assert.deepEqual([...faint], []);
        const { violations, passed } = await audit(page, 'sidebar');
        assert.deepEqual(violations, []);
        assert.equal(passed['aria-treeitem-name'], rows);
        assert.ok((passed['color-contrast'] ?? 0) >= rows);
      });
    }
  });

  it('axe-core finds nothing in a quick pick and an input box', async () => {
    const { workbench } = session();
    const { quickInput, page } = workbench;
    await workbench.palette('Cloud Phone: Sign In…');
    await quickInput.waitFor('How do you want to sign in?');
    const pick = await audit(page, 'quickInput');
    assert.deepEqual(pick.violations, []);
    assert.ok((pick.passed['color-contrast'] ?? 0) > 3);
    await new Hands(workbench).pick('Token');
    await quickInput.waitFor('Sign In: Simulated cloud (1/1)');
    const box = await audit(page, 'quickInput');
    assert.deepEqual(box.violations, []);
    assert.equal(box.passed.label, 1);
    await quickInput.cancel();
  });
});
