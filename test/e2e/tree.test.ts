import assert from 'node:assert/strict';
import { refreshAll } from './driver/acts/refreshAll';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

/** The words in the status tables for the states of servers and instances in the simulated fleet. */
const serverWords: Readonly<Record<number, string>> = { 2: 'abnormal', 5: 'normal', 8: 'frozen', 10: 'shut down' };
const runWords: Readonly<Record<number, string>> = { 0: 'unknown', 1: 'stopped', 2: 'running', 5: 'powered off' };

describe('the tree', () => {
  const session = sessionFor({
    cloud: { servers: 12, phonesPerServer: 4, instances: 9 },
    theme: 'light',
    height: 1600,
  });

  beforeEach(async () => {
    await signIn(session());
  });

  it('shows servers and instances with counts, states in words, addresses and users', async () => {
    const { cloud, workbench } = session();
    const { projects } = workbench;
    await projects.expand('Servers');
    await projects.expand('Instances');
    await projects.row('Servers', (row) => /^12( ·|$)/.test(row.description));
    await projects.row('Instances', (row) => /^9( ·|$)/.test(row.description));
    for (const server of cloud.fleet.servers.values()) {
      const word = serverWords[server.status] ?? '';
      const { description, spoken, level } = await projects.row(server.name);
      assert.equal(description, `${word} · ${server.publicIp || server.serverIp}`);
      assert.equal(spoken, `Server, ${server.name}, ${description}`);
      assert.equal(level, 3);
    }
    for (const instance of cloud.fleet.instances.values()) {
      const word = instance.frozen ? 'frozen' : (runWords[instance.runningStatus] ?? '');
      const { description } = await projects.row(instance.name);
      assert.equal(description, [word, instance.assignUser].filter(Boolean).join(' · '));
    }
    await workbench.look('tree-light');
  });

  it('opens a server to its phones', async () => {
    const { projects } = session().workbench;
    await projects.expand('Servers');
    await projects.expand('web-02');
    for (const number of [1, 2, 3]) {
      const row = await projects.row(`web-02-0000${number}`);
      assert.equal(row.description, 'running');
      assert.equal(row.level, 4);
      assert.equal(row.expanded, undefined);
    }
    assert.deepEqual(await projects.contextMenuItems('web-02-00001'), [
      'Restart Phones…',
      'Rolling Restart of Phones…',
      'Shut Down Phones…',
      'Preview Plan…',
      'Rename…',
      'Refresh',
      'Copy ID',
      'Copy Name',
      'Copy as cURL',
      'Reset Phones to Factory State…',
    ]);
  });

  it('offers for each row only what can be done with it now', async () => {
    const { cloud, workbench } = session();
    const { projects } = workbench;
    const frozen = cloud.fleet.server('web-03');
    frozen.status = 8;
    const free = cloud.fleet.instance('demo-00002');
    const user = free.assignUser;
    free.assignUser = '';
    try {
      await projects.expand('Servers');
      await projects.expand('Instances');
      await refreshAll(session());
      await projects.row('web-03', (row) => row.description.startsWith('frozen'));
      await projects.row('demo-00002', (row) => row.description === 'running');
      const copies = ['Copy ID', 'Copy Name'];
      const acting = [...copies, 'Copy as cURL'];
      const first = ['Preview Plan…', 'Refresh'];
      const reboot = ['Reboot Instances…', 'Rolling Reboot…'];
      assert.deepEqual(await projects.contextMenuItems('web-01'), [
        'Restart Servers…',
        'Rolling Restart…',
        'Phones',
        'Preview Plan…',
        'Rename…',
        'Refresh',
        ...acting,
      ]);
      assert.deepEqual(await projects.contextMenuItems('web-03'), ['Phones', 'Rename…', 'Refresh', ...copies]);
      assert.deepEqual(await projects.contextMenuItems('demo-00001'), [
        ...reboot,
        ...first,
        ...acting,
        'Reset Instances to Factory State…',
        'Unassign Instances…',
      ]);
      assert.deepEqual(await projects.contextMenuItems('demo-00002'), [
        'Assign Instances…',
        ...reboot,
        ...first,
        ...acting,
        'Reset Instances to Factory State…',
      ]);
      assert.deepEqual(await projects.contextMenuItems('Servers'), ['Rolling Restart…', 'Refresh']);
    } finally {
      frozen.status = 5;
      free.assignUser = user;
      await refreshAll(session());
    }
  });

  it('says so when a group is empty', async () => {
    const { cloud, workbench } = session();
    const all = [...cloud.fleet.servers];
    cloud.fleet.servers.clear();
    try {
      await workbench.projects.expand('Servers');
      await refreshAll(session());
      await workbench.projects.row('No servers');
      await workbench.projects.row('Servers', (row) => row.description === '0');
    } finally {
      all.forEach(([id, server]) => cloud.fleet.servers.set(id, server));
    }
    await refreshAll(session());
    await workbench.projects.row('web-01');
  });

  it('shows a row with the reason of a failed reading, and Refresh replaces it', async () => {
    const { cloud, workbench } = session();
    const { projects } = workbench;
    const refusal = { request_id: 'f'.repeat(32), error_code: 'CPS.0001', error_msg: 'No permission.' };
    cloud.faults.next({ path: '/cloud-phone/servers', times: 99, fault: { status: 403, body: refusal } });
    cloud.faults.next({ path: '/batch-query', times: 99, fault: { status: 500, body: 'Internal Server Error' } });
    await projects.expand('Servers');
    await projects.expand('Instances');
    await refreshAll(session());
    await readUntil(
      async () => (await projects.rows()).filter((row) => row.label === 'Could not be read'),
      (rows) => rows.length === 2,
      'Two rows that could not be read',
    );
    const rows = (await projects.rows()).filter((row) => row.label === 'Could not be read');
    assert.match(rows[0]?.description ?? '', /^CPS\.0001 No permission/);
    assert.match(rows[1]?.description ?? '', /^The cloud has a fault/);
    await workbench.look('tree-failed-light');
    cloud.faults.clear();
    await refreshAll(session());
    await readUntil(
      () => projects.rows(),
      (shown) => !shown.some((row) => row.label === 'Could not be read'),
      'A healed tree',
    );
    await projects.row('web-01');
    await projects.row('demo-00001');
  });

  it('shows only what matches the filter, says so, and shows all again', async () => {
    const { workbench } = session();
    const { projects, quickInput } = workbench;
    await projects.expand('Servers');
    await projects.expand('Instances');
    await projects.row('web-01');
    await projects.row('demo-00001');
    await workbench.viewAction('Filter…');
    await quickInput.waitFor('Words in the name');
    await quickInput.enter('WEB-03');
    await projects.row('Servers', (row) => /^1 of 12( ·|$)/.test(row.description));
    await readUntil(
      async () => (await projects.rows()).filter((row) => row.level === 3).map((row) => row.label),
      (labels) => labels.join() === 'web-03,Nothing matches the filter',
      'The one row that matches',
    );
    await workbench.page.getByText('Filter “WEB-03”: 5 found (servers: 1, phones: 4, instances: 0).').waitFor();
    await workbench.palette('Cloud Phone: Clear Filter');
    await projects.row('Servers', (row) => /^12( ·|$)/.test(row.description));
    await projects.row('web-01');
    await workbench.palette('Cloud Phone: Filter…');
    await quickInput.waitFor('Words in the name');
    assert.equal(await quickInput.value(), '');
    await quickInput.cancel();
    const listed = await workbench.paletteItems('Cloud Phone: Refresh All');
    assert.equal(listed.filter((item) => item === 'Cloud Phone: Refresh All').length, 1);
  });

  it('loads more of a long group with the keyboard, and finds what is not loaded', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    const { fleet } = cloud;
    const [one] = fleet.instances.values();
    assert.ok(one);
    const added = Array.from({ length: 400 }, (_, index) => ({
      ...one,
      instanceId: `more-${index}`,
      name: `more-${String(index).padStart(5, '0')}`,
    }));
    added.forEach((instance) => fleet.instances.set(instance.instanceId, instance));
    try {
      await projects.expand('Instances');
      await refreshAll(session());
      await projects.row('Instances', (row) => row.description.startsWith('409'));
      await projects.click('demo-00001');
      await workbench.page.keyboard.press('End');
      await projects.row('Load more…', (row) => row.description === '200 of 409');
      await workbench.look('tree-load-more-light');
      await workbench.page.keyboard.press('Enter');
      await projects.row('more-00191');
      await workbench.page.keyboard.press('End');
      await projects.row('Load more…', (row) => row.description === '400 of 409');
      await workbench.palette('Cloud Phone: Filter…');
      await quickInput.waitFor('Words in the name');
      await quickInput.enter('more-00399 status:running');
      await projects.row('more-00399');
      await projects.row('Instances', (row) => row.description.startsWith('1 of 409'));
      await workbench.page.getByText('1 found (servers: 0, phones: 0, instances: 1).').waitFor();
      await workbench.look('tree-filter-light');
      assert.ok((await projects.contextMenuItems('Instances')).includes('Reboot All Matching Instances…'));
      await workbench.palette('Cloud Phone: Clear Filter');
      await projects.row('Instances', (row) => row.description.startsWith('409'));
      await workbench.palette('Cloud Phone: Show in Projects');
      await quickInput.waitFor('Show which row?');
      await quickInput.enter('more-00399');
      await projects.row('more-00399');
    } finally {
      added.forEach(({ instanceId }) => fleet.instances.delete(instanceId));
    }
    await refreshAll(session());
    await projects.row('Instances', (row) => /^9( ·|$)/.test(row.description));
  });

  it('copies the ids of all chosen rows', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput } = workbench;
    await projects.expand('Servers');
    await projects.select(['web-01', 'web-03']);
    await projects.contextMenu('web-03', 'Copy ID');
    const ids = ['web-01', 'web-03'].map((name) => cloud.fleet.server(name).serverId);
    await workbench.clipboard((text) => text === ids.join('\n'));
    await projects.select(['web-02']);
    await workbench.palette('Cloud Phone: Copy ID');
    await workbench.clipboard((text) => text === cloud.fleet.server('web-02').serverId);
    await projects.select(['Servers']);
    await workbench.palette('Cloud Phone: Copy ID');
    await quickInput.waitFor('Copy the ID of which row?');
    await quickInput.pick('web-04');
    await workbench.clipboard((text) => text === cloud.fleet.server('web-04').serverId);
  });

  it('reads one row again when asked for that row, and everything with Refresh from the palette', async () => {
    const { cloud, workbench } = session();
    const { projects } = workbench;
    await projects.expand('Servers');
    await projects.row('web-01');
    const server = cloud.fleet.server('web-01');
    server.status = 2;
    cloud.clearRequests();
    await projects.contextMenu('web-01', 'Refresh');
    await projects.row('web-01', (row) => row.description.startsWith('abnormal'));
    assert.equal(cloud.requests.length, 1);
    server.status = 5;
    await workbench.palette('Cloud Phone: Refresh All');
    await projects.row('web-01', (row) => row.description.startsWith('normal'));
  });
});
