import assert from 'node:assert/strict';
import { readUntil } from '../support/until';
import { phoneState } from '../cloud/state/fleet';
import { newLines } from './driver/acts/newLines';
import { refreshAll } from './driver/acts/refreshAll';
import { type Session } from './driver/acts/session';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';

const PROTECTED = 'web-02-00001';
const REFUSED = { code: 'CPS.0165', message: 'The phone must be stopped or running.' };
const FAILED = { code: 'CPS.0054', message: 'The job timed out.' };

const nameOf = (nth: number): string => `web-01-${String(nth).padStart(5, '0')}`;
const [first, second, third] = [1, 2, 3].map(nameOf) as [string, string, string];

/** The ids of the phones in each request to one path, oldest first. */
const asked = ({ cloud }: Session, act: string): string[][] =>
  cloud.requests
    .filter(({ path }) => path.endsWith(`/phones/${act}`))
    .map(({ body }) => [...JSON.stringify(body).matchAll(/[0-9a-f]{32}/g)].map(([id]) => id));

const idsOf = ({ cloud }: Session, names: readonly string[]): string[] =>
  names.map((name) => cloud.fleet.phone(name).phoneId);

/** Lets every phone run again after the former test. */
async function heal(session: Session): Promise<void> {
  const { cloud, workbench } = session;
  for (const { phoneId, name } of [...cloud.fleet.phones.values()].slice(0, 10)) {
    await readUntil(
      () => Promise.resolve(cloud.fleet.phone(phoneId)),
      ({ act }) => act === undefined,
      `${name} at rest`,
    );
  }
  for (const phone of cloud.fleet.phones.values()) {
    phone.status = phoneState.running;
    phone.nextAct = undefined;
  }
  await refreshAll(session);
  await workbench.tree('Projects').row(first, (row) => row.description.startsWith('running'));
  cloud.clearRequests();
}

const OPTIONS = {
  cloud: { servers: 2, phonesPerServer: 100, instances: 0, jobMs: 1_500, phoneJobMs: 800 },
  settings: () => ({
    'cloudPhone.jobs.pollIntervalSeconds': 0.25,
    'cloudPhone.guard.protectedPatterns': [PROTECTED],
  }),
} as const;

describe('phones', () => {
  const session = sessionFor({ ...OPTIONS, theme: 'dark' });

  beforeEach(async () => {
    const { projects } = session().workbench;
    await signIn(session());
    await projects.expand('Servers');
    // A server with its hundred phones leaves no room for the other one.
    await projects.collapse('web-01');
    await projects.collapse('web-02');
    await projects.expand('web-01');
    await heal(session());
  });

  it('are restarted, three of a hundred: one is refused, one fails, and Retry asks for what can be restarted', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    const operations = workbench.tree('Operations');
    cloud.fleet.phone(second).nextAct = { refused: REFUSED };
    cloud.fleet.phone(third).nextAct = { failed: FAILED };
    const linesUntil = await newLines(workbench);
    await projects.select([first, second, third]);
    await projects.contextMenu(second, 'Restart Phones…');
    const { message, detail } = await dialog.read();
    await workbench.look('phones-question');
    assert.equal(message, 'Restart 3 phones in Simulated cloud?');
    assert.equal(detail, `Simulated cloud · cn-north-4\n• ${first}\n• ${second}\n• ${third}`);
    await dialog.press('Restart');
    await projects.row(first, (row) => row.description.startsWith('restarting…'));
    await workbench.look('phones-restarting');

    const lines = await linesUntil(/done: 1 succeeded, 1 failed, 1 rejected in \d+ s$/);
    assert.match(lines[0]?.text ?? '', /^Restart #\d+ Simulated cloud: 3 phones in 1 request$/);
    const [, two, three] = lines.slice(1, 4).sort((a, b) => a.text.localeCompare(b.text));
    assert.deepEqual([two?.level, three?.level], ['error', 'error']);
    assert.match(two?.text ?? '', /web-01-00002 .*: rejected CPS\.0165 The phone must be stopped or running\.$/);
    assert.match(three?.text ?? '', /web-01-00003 .*: failed CPS\.0054 The job timed out\.$/);
    const summary = 'Restart phones in Simulated cloud: 1 succeeded, 1 failed, 1 rejected';
    await notifications.waitFor(summary);
    await projects.row(third, (row) => row.description.startsWith('restart failed'));
    const number = /#\d+/.exec(lines[0]?.text ?? '')?.[0] ?? '';
    await operations.expand(`${number} Restart phones`);
    await operations.row(second, (row) => row.description.startsWith('rejected'));
    await operations.row(third, (row) => row.description.startsWith('failed'));
    await workbench.look('phones-results');
    assert.deepEqual(asked(session(), 'batch-restart'), [idsOf(session(), [first, second, third])]);

    cloud.clearRequests();
    await notifications.press(summary, 'Retry Failed');
    const again = await dialog.read();
    await workbench.look('phones-retry');
    assert.equal(again.message, 'Restart 1 phone in Simulated cloud?');
    assert.equal(
      again.detail,
      [
        'Simulated cloud · cn-north-4',
        `• ${second}`,
        '',
        'Left out:',
        `• ${third}: restart failed; restart its server, or reset it to factory state`,
      ].join('\n'),
    );
    await dialog.press('Restart');
    await notifications.waitFor('Restart phones in Simulated cloud: 1 succeeded');
    assert.deepEqual(asked(session(), 'batch-restart'), [idsOf(session(), [second])]);
  });

  it('are reset after the name of the phone is typed, and not before', async () => {
    const { workbench } = session();
    const { projects, dialog, quickInput, notifications } = workbench;
    await projects.select([first]);
    await projects.contextMenu(first, 'Reset Phones to Factory State…');
    const { message, detail } = await dialog.read();
    await workbench.look('phones-reset-question');
    assert.equal(message, 'Reset 1 phone in Simulated cloud to factory state?');
    assert.ok(detail.includes('All apps and data on it are erased for good.'), detail);
    await dialog.press('Reset and Erase');
    await quickInput.waitFor(`Type its name, ${first}, to erase all apps and data on this phone in Simulated cloud.`);
    await workbench.look('phones-reset-name');
    await quickInput.enter(second);
    await quickInput.waitFor(`Type ${first}, or press`);
    assert.deepEqual(asked(session(), 'batch-reset'), []);
    await quickInput.enter(first);
    await notifications.waitFor('Reset phones to factory state in Simulated cloud: 1 succeeded');
    assert.deepEqual(asked(session(), 'batch-reset'), [idsOf(session(), [first])]);
  });

  it('are left out where they are protected', async () => {
    const { workbench } = session();
    const { projects, dialog, notifications } = workbench;
    await projects.collapse('web-01');
    await projects.expand('web-02');
    const other = 'web-02-00002';
    await projects.row(other);
    await projects.select([PROTECTED, other]);
    await projects.contextMenu(other, 'Shut Down Phones…');
    assert.equal((await dialog.read()).message, '1 phone is protected.');
    await workbench.look('phones-protected');
    await dialog.press('Leave Them Out');
    const { message, detail } = await dialog.read();
    assert.equal(message, 'Shut down 1 phone in Simulated cloud?');
    assert.ok(detail.includes(`${PROTECTED}: protected`), detail);
    await dialog.press('Shut Down');
    await notifications.waitFor('Shut down phones in Simulated cloud: 1 succeeded');
    assert.deepEqual(asked(session(), 'batch-stop'), [idsOf(session(), [other])]);
  });

  it('are shut down, and started again', async () => {
    const { workbench } = session();
    const { projects, dialog, notifications } = workbench;
    const two = [first, second];
    await projects.select(two);
    await projects.contextMenu(first, 'Shut Down Phones…');
    await dialog.press('Shut Down');
    await notifications.waitFor('Shut down phones in Simulated cloud: 2 succeeded');
    for (const name of two) {
      await projects.row(name, (row) => row.description.startsWith('shut down'));
    }
    await workbench.look('phones-shut-down');
    await projects.select([first]);
    const items = await projects.contextMenuItems(first);
    assert.ok(items.includes('Start Phones…') && !items.includes('Restart Phones…'), items.join());
    await projects.select(two);
    await projects.contextMenu(first, 'Start Phones…');
    assert.equal((await dialog.read()).message, 'Start 2 phones in Simulated cloud?');
    await dialog.press('Start');
    await notifications.waitFor('Start phones in Simulated cloud: 2 succeeded');
    for (const name of two) {
      await projects.row(name, (row) => row.description.startsWith('running'));
    }
    const ids = idsOf(session(), two);
    assert.deepEqual([asked(session(), 'batch-stop'), asked(session(), 'batch-restart')], [[ids], [ids]]);
  });

  it('are busy while their server restarts, and cannot be chosen meanwhile', async () => {
    const { workbench } = session();
    const { projects, dialog, notifications } = workbench;
    await projects.select(['web-01']);
    await projects.contextMenu('web-01', 'Restart Servers…');
    await dialog.press('Restart');
    for (const name of [first, second]) {
      await projects.row(name, (row) => row.description.startsWith('restarting'));
    }
    await workbench.look('phones-server-restarting');
    const items = await projects.contextMenuItems(first);
    assert.ok(!items.includes('Restart Phones…') && !items.includes('Reset Phones to Factory State…'), items.join());
    await notifications.waitFor('Restart servers in Simulated cloud: 1 succeeded');
    await projects.row(first, (row) => row.description.startsWith('running'));
  });
});

describe('phones in Chinese, in the light', () => {
  const session = sessionFor({ ...OPTIONS, theme: 'light', locale: 'zh-cn' });

  it('are restarted and reset, and every word of it is Chinese', async () => {
    const { cloud, workbench } = session();
    const { quickInput, dialog, notifications } = workbench;
    const projects = workbench.tree('项目');
    const operations = workbench.tree('操作');
    await workbench.openView('云手机');
    await projects.click('登录…');
    await quickInput.waitFor('选择登录方式');
    await quickInput.pick('令牌');
    await quickInput.waitFor('登录：Simulated cloud (1/1)');
    await quickInput.enter(cloud.issueToken());
    await projects.expand('服务器');
    await projects.expand('web-01');
    await projects.row(third);
    cloud.fleet.phone(second).nextAct = { refused: REFUSED };
    cloud.fleet.phone(third).nextAct = { failed: FAILED };
    await projects.select([first, second, third]);
    await projects.contextMenu(second, '重启云手机…');
    const { message, detail } = await dialog.read();
    assert.equal(message, '重启“Simulated cloud”中的 3 台云手机？');
    assert.equal(detail, `Simulated cloud · cn-north-4\n• ${first}\n• ${second}\n• ${third}`);
    await workbench.look('chinese-phones-question');
    await dialog.press('重启');
    await notifications.waitFor('重启云手机（Simulated cloud）：1 个成功，1 个失败，1 个被拒绝');
    await operations.expand('#1 重启云手机');
    await operations.row(third, (row) => row.description.startsWith('失败'));
    await projects.row(third, (row) => row.description.startsWith('重启失败'));
    await workbench.look('chinese-phones-results');
    await notifications.clear();

    await projects.select([first]);
    await projects.contextMenu(first, '将云手机恢复出厂设置…');
    await dialog.read();
    await workbench.look('chinese-phones-reset');
    await dialog.press('恢复并清除');
    await quickInput.waitFor(`输入名称“${first}”，以清除“Simulated cloud”中这台云手机上的所有应用和数据。`);
    await workbench.look('chinese-phones-name');
    await quickInput.cancel();
    assert.deepEqual(asked(session(), 'batch-reset'), []);
  });
});
