import { median } from '../../../bench/report/figure';
import { type Session } from '../acts/session';

/** Built in, and started when the window has started: once it runs, the host is about to be idle. */
const startsLast = 'Merge Conflict';
const ourName = 'Cloud Phone Manager';
const theirName = 'three-rows';

/** How long the activation of ours took, and of the tree of three rows; the window shows whole milliseconds. */
export interface ActivationTimes {
  readonly ours: number;
  readonly theirs: number;
}

/**
 * How many times as long as the tree of three rows ours took: the median over the rounds, since what else the machine
 * does at the time slows both of a round. Less than a millisecond counts as one.
 */
export const timesAsLong = (times: readonly ActivationTimes[]): number =>
  median(times.map(({ ours, theirs }) => ours / Math.max(1, theirs)));

/** Clicks on both views in a fresh window that has come to rest, by turns; needs `installThreeRows` beside ours. */
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
