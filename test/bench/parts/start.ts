import { activationTime } from '../../e2e/driver/measure/activationTime';
import { storeFullHistory } from '../../e2e/driver/acts/fullHistory';
import { type Session, startSession } from '../../e2e/driver/acts/session';
import { installThreeRowsAlone, THREE_ROWS_ICON } from '../../e2e/driver/acts/threeRows';
import { runNpmScript } from '../../tools/processes/npmScript';
import { type Figure, median, REPETITIONS } from '../report/figure';

/** VS Code is busy when it starts, and its times differ a lot. */
const STARTS = REPETITIONS * 2 - 1;

/**
 * Measures the activation at the start of VS Code, with as many stored operations as are ever kept. An extension with a
 * tree of three rows is measured for comparison, in a VS Code of its own: extensions are activated side by side there,
 * and each of them is told the time of all.
 */
export async function measureStart(): Promise<Figure[]> {
  runNpmScript('package');
  const cloud = { servers: 1, instances: 1 };
  const ours = await startSession({ cloud, prepare: storeFullHistory });
  try {
    const theirs = await startSession({ cloud, prepare: installThreeRowsAlone, icon: THREE_ROWS_ICON });
    try {
      const times = await inTurn(ours, theirs);
      await showsHistory(ours);
      return figures(times);
    } finally {
      await theirs.close();
    }
  } finally {
    await ours.close();
  }
}

interface Times {
  readonly ours: number[];
  readonly theirs: number[];
}

/** Other work of the machine slows both, so they take turns. */
async function inTurn(ours: Session, theirs: Session): Promise<Times> {
  const times: Times = { ours: [], theirs: [] };
  for (let start = 0; start < STARTS; start++) {
    times.ours.push(await activationTime(ours, 'Cloud Phone Manager'));
    times.theirs.push(await activationTime(theirs, 'three-rows'));
  }
  return times;
}

/** The history was there to be read. */
async function showsHistory({ workbench }: Session): Promise<void> {
  await workbench.openView();
  await workbench
    .tree('Operations')
    .row('#200 Restart servers', ({ description }) => description.startsWith('1,000 of 1,000'));
}

function figures(times: Times): Figure[] {
  const ours = median(times.ours);
  const theirs = median(times.theirs);
  return [
    {
      key: 'activation.clickVsTree',
      what: 'activation at the start with a full history, over a tree of three rows',
      value: ours / Math.max(1, theirs),
      unit: 'times',
      limit: { atMost: 4 },
    },
    { key: 'activation.clickMs', what: 'activation at the start of VS Code', value: ours, unit: 'ms' },
    { key: 'activation.treeMs', what: 'activation of a tree of three rows', value: theirs, unit: 'ms' },
  ];
}
