import assert from 'node:assert/strict';
import { median } from '../bench/figure';
import { activationTimes } from './driver/activationTimes';
import { sessionFor } from './driver/sessionFor';
import { installThreeRows } from './driver/threeRows';

const rounds = 5;
const atMostTimes = 4;

describe('activation', () => {
  const session = sessionFor({ cloud: { servers: 1, instances: 1 }, prepare: installThreeRows });

  it(`on a click takes at most ${atMostTimes} times as long as a tree of three rows, and asks nobody`, async () => {
    const times = await activationTimes(session(), rounds);
    console.table(times);
    const ours = median(times.map((row) => row.ours));
    const theirs = median(times.map((row) => row.theirs));
    console.log(`Activation, median of ${rounds}: ${ours} ms, a tree of three rows ${theirs} ms.`);
    assert.equal(session().cloud.requests.length, 0);
    // The window shows whole milliseconds: less than one counts as one.
    assert.ok(ours <= atMostTimes * Math.max(1, theirs), `${ours} ms is more than ${atMostTimes} times ${theirs} ms`);
  });
});
