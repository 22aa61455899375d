import { activationTimes, timesAsLong } from '../../e2e/driver/measure/activationTimes';
import { storeFullHistory } from '../../e2e/driver/acts/fullHistory';
import { startSession } from '../../e2e/driver/acts/session';
import { installThreeRows } from '../../e2e/driver/acts/threeRows';
import { runNpmScript } from '../../tools/processes/npmScript';
import { type Figure, median, REPETITIONS } from '../report/figure';

/**
 * Measures the activation by a click in an idle window, with as many stored operations as are ever kept. An extension
 * with a tree of three rows is measured for comparison.
 */
export async function measureClick(): Promise<Figure[]> {
  runNpmScript('package');
  const session = await startSession({
    cloud: { servers: 1, instances: 1 },
    prepare: (dataFolder) => {
      installThreeRows(dataFolder);
      storeFullHistory(dataFolder);
    },
  });
  try {
    const times = await activationTimes(session, REPETITIONS);
    await session.workbench.openView();
    await session.workbench
      .tree('Operations')
      .row('#200 Restart servers', ({ description }) => description.startsWith('1,000 of 1,000'));
    const ours = median(times.map((row) => row.ours));
    const theirs = median(times.map((row) => row.theirs));
    return [
      {
        key: 'activation.clickVsTree',
        what: 'activation on a click with a full history, over a tree of three rows',
        value: timesAsLong(times),
        unit: 'times',
        limit: { atMost: 4 },
      },
      { key: 'activation.clickMs', what: 'activation on a click', value: ours, unit: 'ms' },
      { key: 'activation.treeMs', what: 'activation of a tree of three rows', value: theirs, unit: 'ms' },
    ];
  } finally {
    await session.close();
  }
}
