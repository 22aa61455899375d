import assert from 'node:assert/strict';
import { takePictures, themesForPictures } from './driver/measure/pictures';
import { sessionFor } from './driver/acts/sessionFor';
import { type Row } from './driver/window/treeView';
import { readUntil } from '../support/until';

/** Texts that are not words of a language: names of the simulated cloud, addresses, ids. */
const NAMES = /Simulated cloud|web-\d+|demo-\d+|cn-north-4|\d+(\.\d+){3}|user\d+|#\d+/g;

/** Texts that contain Latin words other than names. */
const untranslated = (rows: readonly Row[]): string[] =>
  rows
    .flatMap(({ label, description, spoken }) => [label, description, spoken])
    .filter((text) => /[A-Za-z]{2,}/.test(text.replaceAll(NAMES, '')));

/** Texts of a plan that stay as they are: the names of the API, of the settings and of the cloud. */
const CODE =
  /cloudPhone\.[\w.]+|https?:\/\/\S+|"[^"\n]*"|POST|application\/json|[0-9a-f-]{32,36}|\bID\b|CPH|cph|JSON|cURL/g;

describe('in Chinese', () => {
  const session = sessionFor({
    locale: 'zh-cn',
    height: 720,
    cloud: { servers: 6, phonesPerServer: 2, instances: 4, jobMs: 800 },
    settings: () => ({
      ...themesForPictures,
      'cloudPhone.jobs.pollIntervalSeconds': 0.25,
      'cloudPhone.guard.minRunningPercentRolling': 50,
      'cloudPhone.rolling.pauseSeconds': 0.5,
      'cloudPhone.rolling.steadySeconds': 0.25,
    }),
  });

  it('a person signs in, restarts a server and reads its result', async () => {
    const { cloud, workbench } = session();
    const { page, quickInput, dialog, notifications } = workbench;
    const projects = workbench.tree('项目');
    const operations = workbench.tree('操作');
    await workbench.openView('云手机');
    await projects.click('登录…');
    await quickInput.waitFor('选择登录方式');
    await workbench.look('chinese-ways');
    await quickInput.pick('令牌');
    await quickInput.waitFor('登录：Simulated cloud (1/1)');
    await quickInput.enter(cloud.issueToken());
    await projects.expand('服务器');
    await projects.expand('实例');
    await projects.row('web-01', (row) => row.description.startsWith('正常 · '));
    await projects.contextMenu('web-01', '重启服务器…');
    assert.deepEqual(await dialog.read(), {
      message: '重启“Simulated cloud”中的 1 台服务器？',
      detail: 'Simulated cloud · cn-north-4\n• web-01\n\n该服务器上的所有云手机也会中断。',
      buttons: ['取消', '重启'],
    });
    await workbench.look('chinese-confirm');
    await dialog.press('重启');
    await notifications.waitFor('1 个成功');
    await operations.expand('#1 重启服务器');
    await operations.row('web-01', (row) => row.description === '成功');
    await takePictures(workbench, 'sidebar-zh');
    assert.deepEqual(untranslated([...(await projects.rows()), ...(await operations.rows())]), []);
    assert.deepEqual(await workbench.paletteItems('云手机: 重启服务器'), ['云手机: 重启服务器…']);
    await operations.click('web-01');
    await page.keyboard.press('ControlOrMeta+K');
    await page.keyboard.press('ControlOrMeta+I');
    const tooltip = await page.locator('.monaco-hover', { hasText: '请求 ID' }).innerText();
    assert.match(tooltip.replaceAll('\u00a0', ' '), /^名称：web-01\s+ID：[0-9a-f]{32}\s+结果：成功\s+任务：/);
    await workbench.look('chinese-tooltip');
    await page.keyboard.press('Escape');
  });

  it('a person reads the plan of a rollout, promotes the canary, and stops the rest', async () => {
    const { workbench } = session();
    const { page, quickInput, dialog, notifications } = workbench;
    const projects = workbench.tree('项目');
    const operations = workbench.tree('操作');
    await projects.contextMenu('服务器', '滚动重启服务器…');
    await quickInput.waitFor('以这些设置开始…');
    await workbench.look('chinese-rolling-settings');
    await quickInput.pick('以这些设置开始…');
    const plan = await readUntil(
      async () => (await page.locator('.editor-group-container .view-lines').innerText()).replaceAll('\u00a0', ' '),
      (text) => text.includes('第 5 批次'),
      'The plan',
    );
    await workbench.look('chinese-plan');
    assert.deepEqual(
      plan
        .replaceAll(NAMES, '')
        .replaceAll(CODE, '')
        .match(/[A-Za-z]{2,}/g),
      null,
    );
    await workbench.editorAction('执行计划…');
    await operations.expand('#2 滚动重启服务器');
    await operations.row('#2 滚动重启服务器', ({ description }) => description.startsWith('等待您放行金丝雀批次 · '));
    await workbench.look('chinese-canary');
    await workbench.statusBarItem('等待您放行');
    await workbench.look('chinese-manage');
    await quickInput.cancel();
    assert.deepEqual(untranslated(await operations.rows()), []);
    await operations.inlineAction('#2 滚动重启服务器', '停止');
    await dialog.read();
    await workbench.look('chinese-stop');
    await dialog.press('停止');
    await notifications.waitFor('已停止');
    await workbench.look('chinese-stopped');
  });
});
