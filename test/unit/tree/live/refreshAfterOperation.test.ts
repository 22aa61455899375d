import assert from 'node:assert/strict';
import { type Operation } from '../../../../src/model/operation';
import { refreshAfterOperation } from '../../../../src/tree/live/refreshAfterOperation';
import { PROJECT } from '../../../cloud/project';
import { type House, openHouse, SERVERS } from '../../../support/house';

describe('reading rows again after an operation', () => {
  let house: House;
  beforeEach(async () => {
    house = await openHouse();
    await house.bench.signIn();
  });
  afterEach(() => house.close());

  const ended = (sent: boolean): Operation => {
    const { serverId } = house.bench.cloud.fleet.server('web-01');
    return {
      number: 7,
      verb: 'restart',
      project: PROJECT,
      requests: 1,
      startedAt: 0,
      endedAt: 1,
      targets: [{ id: serverId, name: 'web-01', phase: 'settled', ...(sent ? { sentAt: 1 } : {}) }],
    };
  };
  const reread = (operation: Operation): Promise<void> =>
    refreshAfterOperation(house.inventory, house.bench.log, { kind: 'done', operation });

  it('reads the rows that were acted on, and no others', async () => {
    await house.inventory.refresh(SERVERS);
    house.newRequests();
    await reread(ended(true));
    assert.match(house.newRequests().join(), /server_id=\w+$/);
  });

  it('reads nothing when nothing was sent, or the list was never read, or the operation has not ended', async () => {
    house.newRequests();
    await reread(ended(true));
    await house.inventory.refresh(SERVERS);
    house.newRequests();
    await reread(ended(false));
    await refreshAfterOperation(house.inventory, house.bench.log, { kind: 'accepted', operation: ended(true) });
    assert.deepEqual(house.newRequests(), []);
  });

  it('logs a failure, and does not fail itself', async () => {
    await house.inventory.refresh(SERVERS);
    house.bench.cloud.faults.next({ path: '/servers', fault: { status: 400, body: { error_code: 'CPS.0004' } } });
    await reread(ended(true));
    assert.match(house.bench.log.lines.join('\n'), /warn the rows of operation #7 could not be read again: /);
  });
});
