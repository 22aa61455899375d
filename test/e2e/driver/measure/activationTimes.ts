import { median } from '../../../bench/report/figure';
import { type Session } from '../acts/session';

/** A built-in extension that starts after the window. Once it runs, the extension host will soon be idle. */
const startsLast = 'Merge Conflict';
const ourName = 'Cloud Phone Manager';
const theirName = 'three-rows';

/**
 * The activation times of our extension and of the one with three rows, in whole milliseconds as the window shows them.
 */
export interface ActivationTimes {
  readonly ours: number;
  readonly theirs: number;
}

/**
 * How many times as long as the tree of three rows our extension took: the median over the rounds. Other work of the
 * machine slows both extensions of a round. A time of less than a millisecond counts as one.
 */
export const timesAsLong = (times: readonly ActivationTimes[]): number =>
  median(times.map(({ ours, theirs }) => ours / Math.max(1, theirs)));

/** Clicks on both views in a fresh window that is idle, in turn. Needs `installThreeRows` besides our extension. */
export async function activationTimes(session: Session, rounds: number): Promise<ActivationTimes[]> {
  const { workbench, reopen } = session;
  const openOurs = async (): Promise<void> => {
    await workbench.openView();
    await workbench.projects.row('Simulated cloud');
  };
  const openTheirs = async (): Promise<void> => {
    await workbench.openView('Three Rows');
    await workbench.tree('Rows').row('three');
  };
  const times: ActivationTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      await reopen();
    }
    await workbench.runningExtensions([startsLast]);
    for (const open of round % 2 === 0 ? [openOurs, openTheirs] : [openTheirs, openOurs]) {
      await workbench.idle();
      await open();
    }
    const running = await workbench.runningExtensions([ourName, theirName]);
    const time = (name: string): number => running.find((row) => row.name === name)?.activationMs ?? NaN;
    times.push({ ours: time(ourName), theirs: time(theirName) });
  }
  return times;
}
