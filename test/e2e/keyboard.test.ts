import assert from 'node:assert/strict';
import { Hands } from './driver/acts/hands';
import { sessionFor } from './driver/acts/sessionFor';
import { signIn } from './driver/acts/signIn';
import { readUntil } from '../support/until';

describe('with the keyboard alone', () => {
  const session = sessionFor({
    cloud: { servers: 6, phonesPerServer: 1, instances: 2, jobMs: 500 },
    settings: () => ({ 'cloudPhone.jobs.pollIntervalSeconds': 0.25 }),
  });

  it('a person filters, restarts two servers, copies the result, and stops what is not sent yet', async () => {
    const { cloud, workbench } = session();
    const { projects, quickInput, dialog, notifications } = workbench;
    const operations = workbench.tree('Operations');
    const hands = new Hands(workbench);
    for (const server of cloud.fleet.servers.values()) {
      server.status = 5;
    }
    await signIn(session());

    await hands.command('Cloud Phone: Filter…');
    await quickInput.waitFor('Words in the name');
    await hands.write('web-0');
    await workbench.page.getByText('Filter “web-0”').waitFor();
    await hands.press('Enter');
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await hands.command('Cloud Phone: Focus on Projects View');
    await hands.walkTo('Servers');
    await hands.press('ArrowRight');
    await projects.row('web-02');
    // VS Code closes a menu when a view gets another height, as with another text above its rows.
    await workbench.page.getByText('Filter “web-0”: 12 found (servers: 6, phones: 6, instances: 0).').waitFor();

    await hands.walkTo('web-01');
    // The first row has to be selected, which Enter would do too, and open the row.
    await hands.press('ControlOrMeta+Shift+Enter');
    await hands.press('Shift+ArrowDown');
    await readUntil(
      async () => (await projects.rows()).filter(({ selected }) => selected).map(({ label }) => label),
      (labels) => labels.join() === 'web-01,web-02',
      'Two selected rows',
    );
    await hands.menu('Restart Servers…');
    assert.equal((await dialog.read()).message, 'Restart 2 servers in Simulated cloud?');
    await hands.press('Enter');
    await notifications.waitFor('2 succeeded');
    await hands.waitAt('web-02');

    await hands.command('Cloud Phone: Focus on Operations View');
    await hands.walkTo('#1 Restart servers');
    await hands.press('Enter');
    await hands.press('ControlOrMeta+C');
    await workbench.clipboard((text) =>
      /^Restart #1 web-01 [^]*^Restart #1 web-02 [^]*^Restart #1 done: 2 succeeded/m.test(text),
    );

    cloud.faults.next({ method: 'POST', path: '/batch-restart', times: Infinity, fault: { throttle: 600 } });
    await hands.command('Cloud Phone: Focus on Projects View');
    await hands.press('Home');
    await hands.walkTo('web-01');
    await hands.menu('Restart Servers…');
    await dialog.read();
    await hands.press('Enter');
    await operations.row('#2 Restart servers', ({ description }) => description.includes('throttled'));
    await hands.waitAt('web-01');
    await hands.command('Cloud Phone: Focus on Operations View');
    await hands.press('Home');
    await hands.walkTo('#2 Restart servers');
    await hands.menu('Stop');
    const { message, detail } = await dialog.read();
    assert.equal(message, 'Stop Restart servers #2 in Simulated cloud?');
    assert.match(detail, /^2 targets will not be sent\./);
    await workbench.look('keyboard-stop');
    await hands.press('Enter');
    await operations.row('#2 Restart servers', ({ description }) => description.startsWith('2 of 2'));
    await hands.waitAt('#2 Restart servers');
    await hands.press('Enter');
    await hands.press('ControlOrMeta+C');
    await workbench.clipboard((text) => /^Restart #2 done: 2 not sent/m.test(text));
    await workbench.look('keyboard-end');
  });
});
