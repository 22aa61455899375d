// Restarts servers with the extension's own operations, and stores their history on the disk.
import { linesFor } from '../../../src/operations/output/logLines';
import { countResults } from '../../../src/model/results';
import { restartInput } from '../scenes/restart';
import { answer } from '../processes/answer';
import { Load } from './support/load';
import { longestPause } from './support/longestPause';
import { withOperations } from './support/operations';
import { planOf, startPlan } from '../../support/operations/planned';

answer(restartInput, ({ cloud, ids }) => {
  const load = new Load();
  const restart = async (operations: Parameters<typeof startPlan>[0]) => {
    let lines = 0;
    operations.onDidChange((change) => {
      lines += linesFor(change).length;
      load.follow(change);
    });
    const targets = ids.map((id) => ({ id, name: id.slice(0, 8) }));
    const began = performance.now();
    const { result: operation, pauseMs } = await longestPause(
      () => startPlan(operations, planOf('restart', 'Bench', targets)).done,
    );
    const ms = performance.now() - began;
    return { ms, pauseMs, lines, succeeded: countResults(operation).succeeded, ...load.seen() };
  };
  return withOperations(cloud, restart, load);
});
