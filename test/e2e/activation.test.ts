import assert from 'node:assert/strict';
import { REPETITIONS } from '../bench/figure';
import { activationTimes, timesAsLong } from './driver/activationTimes';
import { sessionFor } from './driver/sessionFor';
import { installThreeRows } from './driver/threeRows';

const atMostTimes = 4;

describe('activation', () => {
  const session = sessionFor({ cloud: { servers: 1, instances: 1 }, prepare: installThreeRows });

  it(`on a click takes at most ${atMostTimes} times as long as a tree of three rows, and asks nobody`, async () => {
    const rounds = await activationTimes(session(), REPETITIONS);
    console.table(rounds);
    const times = timesAsLong(rounds);
    console.log(`Activation, median of ${rounds.length}: ${times} times a tree of three rows.`);
    assert.equal(session().cloud.requests.length, 0);
    assert.ok(times <= atMostTimes, `${times} times is more than ${atMostTimes} times`);
  });
});
