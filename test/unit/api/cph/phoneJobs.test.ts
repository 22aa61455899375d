import assert from 'node:assert/strict';
import { type CphClient } from '../../../../src/api/cph/client';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { apiError, testClients, TokenInHand } from '../../../support/api';

const PAGE = { offset: 0, limit: 100 };

describe('the jobs of phones', () => {
  let cloud: Cloud;
  let now: number;

  const open = async (options: Partial<CloudOptions> = {}) => {
    now = Date.now();
    cloud = await startCloud({ now: () => now, phonesPerServer: 6, ...options });
    return testClients(cloud, new TokenInHand(cloud.issueToken()));
  };
  const phones = (count: number) => {
    const some = [...cloud.fleet.phones.values()].slice(0, count);
    for (const phone of some) {
      phone.status = 2;
    }
    return some;
  };

  afterEach(() => cloud.close());

  for (const { verb, after, counter, send } of [
    {
      verb: 'restart',
      after: 2,
      counter: 'phoneRestarts',
      send: (cph: CphClient, ids: string[]) => cph.restartPhones(ids),
    },
    { verb: 'stop', after: 8, counter: 'phoneStops', send: (cph: CphClient, ids: string[]) => cph.stopPhones(ids) },
    { verb: 'reset', after: 2, counter: 'phoneResets', send: (cph: CphClient, ids: string[]) => cph.resetPhones(ids) },
  ] as const) {
    it(`of a ${verb} are followed to their end, beside phones that are refused`, async () => {
      const { cph } = await open({ postStatus: 201 });
      const [good, failing, abnormal] = phones(3);
      assert.ok(good && failing && abnormal);
      failing.nextAct = { failed: { code: 'CPS0054', message: 'too slow' } };
      abnormal.status = -7;
      const { requestId, jobs } = await send(cph, [good.phoneId, failing.phoneId, abnormal.phoneId]);
      assert.ok(requestId !== undefined);
      assert.deepEqual(
        jobs.map(({ targetId, code }) => [targetId, code]),
        [
          [good.phoneId, undefined],
          [failing.phoneId, undefined],
          [abnormal.phoneId, 'CPS.0165'],
        ],
      );
      now += 60_000;
      const ended = await cph.listJobs([requestId], PAGE);
      assert.deepEqual(
        ended.map(({ targetId, state, code }) => [targetId, state, code]),
        [
          [good.phoneId, 'succeeded', undefined],
          [failing.phoneId, 'failed', 'CPS.0054'],
        ],
      );
      assert.equal((await cph.getPhone(good.phoneId)).status, after);
      assert.deepEqual([...cloud.actions[counter].values()], [1, 1]);
    });
  }

  it('are as many as the cloud takes, and otherwise none is started', async () => {
    const { cph } = await open({ mostPhones: 2 });
    const ids = phones(3).map(({ phoneId }) => phoneId);
    const { kind, info } = await apiError(cph.restartPhones(ids));
    assert.deepEqual([kind, info.code, info.didNotRun], ['refused', 'CPS.0190', true]);
    assert.equal(cloud.actions.phoneRestarts.size, 0);
  });

  it('may have begun when the response was lost, and are not begun again', async () => {
    const { cph } = await open();
    const [phone] = phones(1);
    cloud.faults.next({ path: 'batch-restart', fault: 'resetAfter' });
    const { info } = await apiError(cph.restartPhones([phone?.phoneId ?? '']));
    assert.equal(info.didNotRun, undefined);
    assert.deepEqual([...cloud.actions.phoneRestarts.values()], [1]);
  });

  it('begin once although the cloud throttles the first request', async () => {
    const { cph } = await open();
    const [phone] = phones(1);
    cloud.faults.next({ path: 'batch-reset', fault: { throttle: 0 } });
    const { requestId } = await cph.resetPhones([phone?.phoneId ?? '']);
    assert.ok(requestId !== undefined);
    assert.deepEqual([...cloud.actions.phoneResets.values()], [1]);
  });

  it('are refused as a whole for an account in arrears', async () => {
    const { cph } = await open();
    const [account] = cloud.directory;
    assert.ok(account);
    account.inArrears = true;
    const { kind, info } = await apiError(cph.stopPhones(phones(1).map(({ phoneId }) => phoneId)));
    assert.deepEqual([kind, info.code, info.didNotRun], ['refused', 'CPS.0006', true]);
  });

  it('do not exist for new names, which count at once', async () => {
    const { cph } = await open();
    const [phone] = phones(1);
    assert.ok(phone);
    await cph.renamePhone(phone.phoneId, '前台-1');
    await cph.renameServer(phone.serverId, 'front_1');
    assert.equal((await cph.getPhone(phone.phoneId)).name, '前台-1');
    const { servers } = await cph.listServers({ ...PAGE, serverId: phone.serverId });
    assert.equal(servers[0]?.name, 'front_1');
  });
});
