import assert from 'node:assert/strict';
import { Hands } from './driver/acts/hands';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';

const cloud = { servers: 2, phonesPerServer: 3, instances: 2, jobMs: 300 };
const settings = () => ({ 'cloudPhone.jobs.pollIntervalSeconds': 0.25 });

describe('the menus for phones', () => {
  const session = sessionFor({ cloud, settings });

  it('act on all phones of a server with the keyboard, from the submenu of the server', async () => {
    const { workbench } = session();
    const { projects, dialog, notifications } = workbench;
    const hands = new Hands(workbench);
    await signIn(session());
    await projects.expand('Servers');
    await projects.click('web-01');
    await hands.waitAt('web-01');
    await hands.submenu('Phones', 'Restart Phones…');
    const { message, detail } = await dialog.read();
    assert.equal(message, 'Restart 3 phones in Simulated cloud?');
    assert.match(detail, /^Simulated cloud · cn-north-4\n• web-01-00001\n• web-01-00002\n• web-01-00003/);
    await hands.press('Enter');
    await notifications.waitFor('Restart phones in Simulated cloud: 3 succeeded');
  });

  it('restart servers, phones and instances that are selected together, with one question', async () => {
    const { cloud, workbench } = session();
    const { projects, dialog, notifications } = workbench;
    await projects.expand('Servers');
    await projects.expand('web-01');
    await projects.row('web-01-00002');
    await projects.expand('Instances');
    const [instance] = cloud.fleet.instances.values();
    assert.ok(instance);
    await projects.select([instance.name, 'web-01-00002', 'web-02']);
    await projects.contextMenu('web-02', 'Restart…');
    const { message } = await dialog.read();
    assert.equal(message, 'Restart 1 server, 1 phone and 1 instance in Simulated cloud?');
    await workbench.look('restart-mixed');
    await dialog.press('Restart');
    for (const title of ['Restart servers', 'Restart phones', 'Reboot instances']) {
      await notifications.waitFor(`${title} in Simulated cloud: 1 succeeded`);
    }
  });
});

describe('the menus for phones in Chinese', () => {
  const session = sessionFor({ locale: 'zh-cn', cloud, settings });

  it('act on all phones of a server with the keyboard, from the submenu of the server', async () => {
    const { cloud: own, workbench } = session();
    const { quickInput, dialog } = workbench;
    const projects = workbench.tree('项目');
    const hands = new Hands(workbench);
    await workbench.openView('云手机');
    await projects.click('登录…');
    await quickInput.waitFor('选择登录方式');
    await quickInput.pick('令牌');
    await quickInput.waitFor('登录：Simulated cloud (1/1)');
    await quickInput.enter(own.issueToken());
    await projects.expand('服务器');
    await projects.click('web-01');
    await hands.waitAt('web-01');
    await hands.submenu('云手机', '重启云手机…');
    assert.equal((await dialog.read()).message, '重启“Simulated cloud”中的 3 台云手机？');
    await dialog.press('取消');
  });
});
