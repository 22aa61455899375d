import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { ApiError } from '../../../../src/api/errors/errors';
import { type Target } from '../../../../src/model/operation';
import { type Phone } from '../../../../src/model/phone';
import { changedPhones } from '../../../../src/operations/follow/changedPhones';
import { serverId } from '../../../support/operations/harness';
import { phoneId, phoneLister, phones } from '../../../support/operations/phones';

const RUNNING = 2;
const SHUT_DOWN = 8;
const signal = new AbortController().signal;

const confirmed = (count: number, perServer?: number): Target[] =>
  phones(count, perServer).map((one) => ({ ...one, confirmed: { status: RUNNING } }));

/** @returns what is said of each phone that changed, by its number */
async function changes(targets: readonly Target[], rows: readonly Phone[], asked: string[] = []) {
  const found = await changedPhones({ listPhones: phoneLister(() => rows, asked) }, targets, signal);
  return Object.fromEntries([...found].map(([id, why]) => [Number.parseInt(id.slice(1), 16), inEnglish(why)]));
}

const seen = (count: number, perServer?: number): Phone[] =>
  phones(count, perServer).map((one) => ({ ...one, status: RUNNING }));

describe('the phones that are read again before a request that erases', () => {
  it('have not changed where name and status are those that were confirmed', async () => {
    assert.deepEqual(await changes(confirmed(3), seen(3)), {});
  });

  it('are told apart from those that were confirmed: gone, renamed, or in another state', async () => {
    const rows = seen(5).map((row, place) =>
      place === 1 ? { ...row, name: 'another' } : place === 2 ? { ...row, status: SHUT_DOWN } : row,
    );
    assert.deepEqual(await changes(confirmed(5), rows.slice(0, 4)), {
      2: 'changed since you confirmed: it has another name',
      3: 'changed since you confirmed: it has another status',
      5: 'changed since you confirmed: it is no longer listed',
    });
  });

  it('have changed where no state is told any more, or one is told that was not known', async () => {
    const [first, second] = confirmed(2);
    assert.ok(first && second);
    const blind: Target = { id: second.id, name: second.name, serverId: serverId(1), confirmed: {} };
    assert.deepEqual(await changes([first, blind], [...phones(1), ...seen(2).slice(1)]), {
      1: 'changed since you confirmed: it has another status',
      2: 'changed since you confirmed: it has another status',
    });
  });

  it('may have an id for a name, where the cloud gives them none', async () => {
    const [row] = seen(1);
    assert.ok(row);
    const nameless: Phone = { id: row.id, serverId: serverId(1), status: RUNNING };
    const target: Target = { id: row.id, name: row.id, serverId: serverId(1), confirmed: { status: RUNNING } };
    assert.deepEqual(await changes([target], [nameless]), {});
    assert.deepEqual(await changes([target], [row]), { 1: 'changed since you confirmed: it has another name' });
  });

  it('are read with one request for each server', async () => {
    const asked: string[] = [];
    assert.deepEqual(await changes(confirmed(9, 3), seen(9, 3), asked), {});
    assert.deepEqual(asked.sort(), [1, 2, 3].map(serverId));
  });

  it('are no longer listed where they moved to another server', async () => {
    const moved = seen(1).map((row) => ({ ...row, serverId: serverId(2) }));
    assert.deepEqual(await changes(confirmed(1), moved), {
      1: 'changed since you confirmed: it is no longer listed',
    });
  });

  it('are not sent where their server is not known: nothing was asked about them', async () => {
    const asked: string[] = [];
    const target: Target = { id: phoneId(1), name: 'phone-1', confirmed: { status: RUNNING } };
    assert.deepEqual(await changes([target], seen(1), asked), {
      1: 'changed since you confirmed: it is no longer listed',
    });
    assert.deepEqual(asked, []);
  });

  it('are not judged where one server cannot be read', async () => {
    const listPhones: Parameters<typeof changedPhones>[0]['listPhones'] = (page) =>
      page.serverId === serverId(2)
        ? Promise.reject(new ApiError('server', 'The cloud fails.'))
        : phoneLister(() => seen(2, 1))(page);
    await assert.rejects(changedPhones({ listPhones }, confirmed(2, 1), signal), { message: 'The cloud fails.' });
  });
});
