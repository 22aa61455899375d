import assert from 'node:assert/strict';
import { type Cloud } from '../cloud/cloud';
import { newLines } from './driver/acts/newLines';
import { refreshAll } from './driver/acts/refreshAll';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

const hex = '[0-9a-f]{32}';

/** The bodies of the requests to one path, oldest first. */
const asked = (cloud: Cloud, path: string): unknown[] =>
  cloud.requests.filter((request) => request.path.endsWith(path)).map(({ body }) => body);

describe('instances', () => {
  const session = sessionFor({
    cloud: { servers: 1, instances: 16, rebootLeaveMs: 300, rebootMs: 1500, unassignMs: 600 },
    settings: () => ({ 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
    height: 1600,
  });
  const users = new Map<string, string>();

  before(() => {
    const { cloud } = session();
    [...cloud.fleet.instances.values()].forEach(({ name }, index) => {
      users.set(name, `10086000000000000${String(index + 1).padStart(2, '0')}`);
    });
  });

  beforeEach(async () => {
    const { cloud, workbench } = session();
    for (const instance of cloud.fleet.instances.values()) {
      await readUntil(
        () => Promise.resolve(cloud.fleet.instance(instance.instanceId)),
        ({ reboot, unassign }) => reboot === undefined && unassign === undefined,
        `${instance.name} at rest`,
      );
      Object.assign(instance, {
        runningStatus: 2,
        frozen: false,
        loggedIn: instance.name === 'demo-00003',
        assignUser: users.get(instance.name) ?? '',
        nextReboot: undefined,
        nextUnassign: undefined,
      });
    }
    await signIn(session());
    await workbench.projects.expand('Instances');
    await refreshAll(session());
    await readUntil(
      async () => (await workbench.projects.rows()).filter(({ description }) => /^running · 10086/.test(description)),
      (rows) => rows.length === cloud.fleet.instances.size,
      'Running and assigned instances',
    );
    cloud.clearRequests();
  });

  describe('rebooting', () => {
    it('says how many are logged in, follows the states, and calls it succeeded when they came back', async () => {
      const { cloud, workbench } = session();
      const { projects, dialog, notifications } = workbench;
      const linesUntil = await newLines(workbench);
      await projects.select(['demo-00001', 'demo-00003']);
      await projects.contextMenu('demo-00003', 'Reboot Instances…');
      assert.deepEqual(await dialog.read(), {
        message: 'Reboot 2 instances in Simulated cloud?',
        detail: 'Simulated cloud · cn-north-4\n• demo-00001\n• demo-00003\n\n1 instance has a user logged in.',
        buttons: ['Cancel', 'Reboot'],
      });
      await dialog.press('Reboot');
      await projects.row('demo-00003', (row) => row.description === `rebooting… · ${users.get('demo-00003') ?? ''}`);
      const lines = await linesUntil(/done/);
      const number = /#\d+/.exec(lines[0]?.text ?? '')?.[0] ?? '';
      assert.equal(lines[0]?.text, `Reboot ${number} Simulated cloud: 2 instances in 1 request`);
      const ids = ['demo-00001', 'demo-00003'].map((name) => cloud.fleet.instance(name).instanceId);
      for (const [index, name] of ['demo-00001', 'demo-00003'].entries()) {
        const line = lines.find(({ text }) => text.includes(name));
        assert.match(
          line?.text ?? '',
          new RegExp(`^Reboot ${number} ${name} \\(${ids[index] ?? ''}\\): succeeded in \\d+ s$`),
        );
      }
      assert.match(lines.at(-1)?.text ?? '', /done: 2 succeeded in \d+ s$/);
      await notifications.waitFor('Reboot instances in Simulated cloud: 2 succeeded');
      assert.deepEqual(asked(cloud, '/instances/reboot'), [{ instance_ids: ids }]);
      await projects.row('demo-00003', (row) => row.description.startsWith('running'));
    });

    it('calls it unverified when the instance is never seen to leave its running state', async () => {
      const { cloud, workbench } = session();
      const { projects, dialog, notifications } = workbench;
      cloud.fleet.instance('demo-00002').nextReboot = 'neverLeaves';
      const linesUntil = await newLines(workbench);
      await projects.contextMenu('demo-00002', 'Reboot Instances…');
      assert.equal((await dialog.read()).detail, 'Simulated cloud · cn-north-4\n• demo-00002\n\nNo user is logged in.');
      await dialog.press('Reboot');
      const lines = await linesUntil(/done: 1 unverified in \d+ s$/);
      const line = lines.find(({ text }) => text.includes('demo-00002'));
      assert.equal(line?.level, 'warning');
      assert.match(
        line.text,
        /: unverified accepted, and it was not seen to leave its running state within the time limit$/,
      );
      await notifications.waitFor('Reboot instances in Simulated cloud: 1 unverified');
    });

    it('calls the result unknown when the instance is not seen running after a refusal', async () => {
      const { cloud, workbench } = session();
      const { projects, dialog, notifications } = workbench;
      const linesUntil = await newLines(workbench);
      await projects.select(['demo-00001', 'demo-00004']);
      // The row still says that the instance is running.
      cloud.fleet.instance('demo-00004').runningStatus = 5;
      await projects.contextMenu('demo-00001', 'Reboot Instances…');
      await dialog.press('Reboot');
      const lines = await linesUntil(/done: 1 succeeded, 1 unknown in \d+ s$/);
      const line = lines.find(({ text }) => text.includes('demo-00004'));
      assert.equal(line?.level, 'error');
      assert.match(line.text, /: unknown .*powered off/);
      await notifications.waitFor('Reboot instances in Simulated cloud: 1 succeeded, 1 unknown');
      await projects.row('demo-00004', (row) => row.description.startsWith('powered off'));
    });

    it('works from the palette', async () => {
      const { cloud, workbench } = session();
      const { quickInput, dialog, notifications } = workbench;
      await workbench.palette('Cloud Phone: Reboot Instances…');
      await quickInput.waitFor('Reboot which instances?');
      await quickInput.pickMany(['demo-00005']);
      assert.equal((await dialog.read()).message, 'Reboot 1 instance in Simulated cloud?');
      await dialog.press('Reboot');
      await notifications.waitFor('Reboot instances in Simulated cloud: 1 succeeded');
      assert.deepEqual(asked(cloud, '/instances/reboot'), [
        { instance_ids: [cloud.fleet.instance('demo-00005').instanceId] },
      ]);
    });
  });

  describe('unassigning', () => {
    it('names the user and the harm, and follows the task to its end', async () => {
      const { cloud, workbench } = session();
      const { projects, dialog, notifications } = workbench;
      const id = cloud.fleet.instance('demo-00003').instanceId;
      const user = users.get('demo-00003') ?? '';
      const linesUntil = await newLines(workbench);
      await projects.contextMenu('demo-00003', 'Unassign Instances…');
      assert.deepEqual(await dialog.read(), {
        message: 'Unassign 1 instance in Simulated cloud?',
        detail: `Simulated cloud · cn-north-4\n• demo-00003 · ${user}\n\n1 instance has a user logged in.\nThe user’s data on it is erased for good.`,
        buttons: ['Cancel', 'Unassign and Erase'],
      });
      await workbench.look('unassign-one-question');
      assert.deepEqual(asked(cloud, '/instances/unassign'), []);
      await dialog.press('Unassign and Erase');
      await projects.row('demo-00003', (row) => row.description.startsWith('unassigning…'));
      const lines = await linesUntil(/done: 1 succeeded in \d+ s$/);
      const number = /#\d+/.exec(lines[0]?.text ?? '')?.[0] ?? '';
      assert.equal(lines[0]?.text, `Unassign ${number} Simulated cloud: 1 instance in 1 request`);
      assert.match(
        lines[1]?.text ?? '',
        new RegExp(`^Unassign ${number} demo-00003 \\(${id}\\) job ${hex}: succeeded in \\d+ s$`),
      );
      assert.deepEqual(asked(cloud, '/instances/unassign'), [{ user_instances: [{ user_id: user, instance_id: id }] }]);
      await notifications.waitFor('Unassign instances in Simulated cloud: 1 succeeded');
      await projects.row('demo-00003', (row) => row.description === 'running');
      await projects.select(['demo-00003']);
      const offered = await projects.contextMenuItems('demo-00003');
      assert.ok(!offered.includes('Unassign Instances…'));
    });

    it('asks for the number of more than ten, and a wrong number sends nothing', async () => {
      const { cloud, workbench } = session();
      const { projects, dialog, quickInput, notifications } = workbench;
      const names = [...cloud.fleet.instances.values()].map(({ name }) => name).slice(0, 12);
      const linesUntil = await newLines(workbench);
      await projects.select(names);
      await projects.contextMenu('demo-00002', 'Unassign Instances…');
      const { message, detail } = await dialog.read();
      assert.equal(message, 'Unassign 12 instances in Simulated cloud?');
      const five = names.slice(0, 5).map((name) => `• ${name} · ${users.get(name) ?? ''}`);
      assert.equal(
        detail,
        [
          'Simulated cloud · cn-north-4',
          ...five,
          'and 7 more',
          '',
          '1 instance has a user logged in.',
          'The users’ data on them is erased for good.',
        ].join('\n'),
      );
      await workbench.look('unassign-many-question');
      await dialog.press('Unassign and Erase');
      await quickInput.waitFor('Type 12 to erase');
      await quickInput.enter('11');
      await quickInput.waitFor('Type 12, or press');
      await workbench.look('unassign-many-number');
      await quickInput.cancel();
      assert.deepEqual(asked(cloud, '/instances/unassign'), []);

      await projects.contextMenu('demo-00002', 'Unassign Instances…');
      await dialog.press('Unassign and Erase');
      await quickInput.waitFor('Type 12 to erase');
      assert.deepEqual(asked(cloud, '/instances/unassign'), []);
      await quickInput.enter('12');
      const lines = await linesUntil(/done: 12 succeeded in \d+ s$/);
      assert.match(lines[0]?.text ?? '', /Simulated cloud: 12 instances in 2 requests$/);
      assert.equal(asked(cloud, '/instances/unassign').length, 2);
      await notifications.waitFor('Unassign instances in Simulated cloud: 12 succeeded');
    });

    it('lists only assigned instances in the palette', async () => {
      const { cloud, workbench } = session();
      const { projects, quickInput, dialog } = workbench;
      cloud.fleet.instance('demo-00001').assignUser = '';
      await refreshAll(session());
      await projects.row('demo-00001', (row) => row.description === 'running');
      await workbench.palette('Cloud Phone: Unassign Instances…');
      await quickInput.waitFor('Unassign which instances?');
      const items = await quickInput.items();
      assert.ok(items.includes('demo-00002') && !items.includes('demo-00001'));
      await quickInput.pickMany(['demo-00002', 'demo-00004']);
      assert.equal((await dialog.read()).message, 'Unassign 2 instances in Simulated cloud?');
      await dialog.press('Cancel');
      assert.deepEqual(asked(cloud, '/instances/unassign'), []);
    });
  });
});
