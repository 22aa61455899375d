import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Fault } from '../cloud/wire/faults';
import { newLines } from './driver/acts/newLines';
import { refreshAll } from './driver/acts/refreshAll';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

/** What an acting request can meet, after which nobody knows whether it ran. */
const ANSWERS: readonly (readonly [string, Fault])[] = [
  ['HTTP 500 with a code of IAM', { status: 500, body: { error_code: 'IAM.0012', error_msg: 'inner' } }],
  ['HTTP 503 with a code of the gateway', { status: 503, body: { error_code: 'APIGW.0308', error_msg: 'busy' } }],
  ['HTTP 504 with a code of the gateway', { status: 504, body: { error_code: 'APIGW.0301', error_msg: 'late' } }],
  ['HTTP 200 with a code of the gateway', { status: 200, body: { error_code: 'APIGW.0308', error_msg: 'busy' } }],
  ['a page of a proxy after the work was done', { foreignAfter: 403 }],
];

/** A full disk is a disk of one page that is mounted in the place of the folder. */
const CAN_MOUNT = process.platform === 'linux' && process.getuid?.() === 0;

describe('what goes wrong on the way', () => {
  const session = sessionFor({
    cloud: { servers: ANSWERS.length + 1, phonesPerServer: 0, instances: 2, jobMs: 300, rebootMs: 500 },
    settings: () => ({ 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
    height: 1600,
  });
  const posts = (part: string): number =>
    session().cloud.requests.filter((request) => request.method === 'POST' && request.path.endsWith(part)).length;

  before(async () => {
    const { cloud, workbench } = session();
    for (const server of cloud.fleet.servers.values()) {
      server.status = 5;
    }
    for (const instance of cloud.fleet.instances.values()) {
      Object.assign(instance, { runningStatus: 2, frozen: false, loggedIn: false });
    }
    await signIn(session());
    await workbench.projects.expand('Servers');
    await workbench.projects.expand('Instances');
    await refreshAll(session());
  });

  beforeEach(() => {
    session().cloud.clearRequests();
  });

  for (const [index, [what, fault]] of ANSWERS.entries()) {
    it(`after ${what} a restart is unknown, and it is not sent again`, async () => {
      const { cloud, workbench } = session();
      const name = `web-0${index + 1}`;
      const linesUntil = await newLines(workbench);
      cloud.faults.next({ method: 'POST', path: '/batch-restart', fault });
      await workbench.projects.contextMenu(name, 'Restart Servers…');
      await workbench.dialog.press('Restart');
      await linesUntil(/^Restart #\d+ done: 1 unknown in /);
      assert.equal(posts('/batch-restart'), 1);
    });
  }

  it('an instance whose state is unknown for a while is not called rebooted', async () => {
    const { cloud, workbench } = session();
    const [instance] = cloud.fleet.instances.values();
    assert.ok(instance);
    instance.nextReboot = 'neverLeaves';
    const linesUntil = await newLines(workbench);
    await workbench.projects.contextMenu(instance.name, 'Reboot Instances…');
    await workbench.dialog.press('Reboot');
    await readUntil(
      () => Promise.resolve(cloud.actions.reboots.size),
      (count) => count === 1,
      'the reboot in the cloud',
    );
    instance.runningStatus = 0;
    cloud.clearRequests();
    await readUntil(
      () => Promise.resolve(cloud.requests.length),
      (count) => count >= 2,
      'two looks at the unknown state',
    );
    instance.runningStatus = 2;
    await linesUntil(/^Reboot #\d+ done: 1 unverified in /);
  });

  if (!CAN_MOUNT) {
    console.log('      The full disk is not tried here: only root can mount one, and only on Linux.');
    return;
  }

  it('a disk that is full lets nothing begin, and the person is told why', async () => {
    const { workbench, dataFolder } = session();
    const folder = path.join(
      dataFolder,
      'data',
      'User',
      'globalStorage',
      'cloudphone.cloud-phone-manager',
      'operations-v2',
    );
    mkdirSync(folder, { recursive: true });
    // A disk of one page, which the folder itself takes.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k,nr_inodes=1', 'tmpfs', folder]);
    try {
      await workbench.projects.contextMenu(`web-0${ANSWERS.length + 1}`, 'Restart Servers…');
      await workbench.dialog.press('Restart');
      const said = await workbench.notifications.waitFor('could not be recorded on this machine');
      assert.match(said, /Nothing was done, because it could not be recorded on this machine: the disk is full\./);
      assert.equal(posts('/batch-restart'), 0);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});
