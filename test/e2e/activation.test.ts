import assert from 'node:assert/strict';
import { sessionFor } from './driver/sessionFor';
import { installThreeRows } from './driver/threeRows';

const rounds = 5;
const atMostTimes = 4;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Built in, and started when the window has started: once it runs, the host is about to be idle. */
const startsLast = 'Merge Conflict';
const ourName = 'Cloud Phone Manager';
const theirName = 'three-rows';

describe('activation', () => {
  const session = sessionFor({ cloud: { servers: 1, instances: 1 }, beside: installThreeRows });

  it(`on a click takes at most ${atMostTimes} times as long as a tree of three rows, and asks nobody`, async () => {
    const { workbench, cloud, reopen } = session();
    const openOurs = async (): Promise<void> => {
      await workbench.openView();
      await workbench.projects.row('Simulated cloud');
    };
    const openTheirs = async (): Promise<void> => {
      await workbench.openView('Three Rows');
      await workbench.tree('Rows').row('three');
    };
    const times: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      await reopen();
      await workbench.runningExtensions([startsLast]);
      for (const open of round % 2 === 0 ? [openOurs, openTheirs] : [openTheirs, openOurs]) {
        await open();
      }
      const running = await workbench.runningExtensions([ourName, theirName]);
      const time = (name: string): number => running.find((row) => row.name === name)?.activationMs ?? NaN;
      times.push({ ours: time(ourName), theirs: time(theirName) });
    }
    console.table(times);
    const ours = median(times.map((row) => row.ours));
    const theirs = median(times.map((row) => row.theirs));
    console.log(`Activation, median of ${rounds}: ${ours} ms, a tree of three rows ${theirs} ms.`);
    assert.equal(cloud.requests.length, 0);
    // The window shows whole milliseconds: less than one counts as one.
    assert.ok(ours <= atMostTimes * Math.max(1, theirs), `${ours} ms is more than ${atMostTimes} times ${theirs} ms`);
  });
});
