import assert from 'node:assert/strict';
import { takePictures, themesForPictures } from './driver/measure/pictures';
import { sessionFor } from './driver/acts/sessionFor';
import { type Row } from './driver/window/treeView';

/** Texts that are not words of a language: names of the simulated cloud, addresses, ids. */
const NAMES = /Simulated cloud|web-\d+|demo-\d+|cn-north-4|\d+(\.\d+){3}|user\d+|#\d+/g;

/** Texts that contain Latin words other than names. */
const untranslated = (rows: readonly Row[]): string[] =>
  rows
    .flatMap(({ label, description, spoken }) => [label, description, spoken])
    .filter((text) => /[A-Za-z]{2,}/.test(text.replaceAll(NAMES, '')));

describe('in Chinese', () => {
  const session = sessionFor({
    locale: 'zh-cn',
    height: 720,
    cloud: { servers: 6, phonesPerServer: 2, instances: 4, jobMs: 800 },
    settings: () => ({ ...themesForPictures, 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
  });

  it('a person signs in, restarts a server and reads its result', async () => {
    const { cloud, workbench } = session();
    const { quickInput, dialog, notifications } = workbench;
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
  });
});
