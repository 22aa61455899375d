// Restarts all phones of the servers in waves, with the extension's own operations, and stores their history on the disk.
import * as v from 'valibot';
import { dealWaves } from '../../../src/operations/plan/waves';
import { countResults } from '../../../src/model/results';
import { answer } from '../processes/answer';
import { cloudSchema } from '../processes/cloudAddress';
import { POLICY } from '../scenes/phones';
import { withOperations } from './support/operations';
import { planOf } from '../../support/operations/planned';

const target = v.object({ id: v.string(), name: v.string(), serverId: v.string() });

answer(v.object({ cloud: cloudSchema, targets: v.array(target) }), ({ cloud, targets }) =>
  withOperations(cloud, async (operations) => {
    const began = performance.now();
    const waves = dealWaves(targets, POLICY, Infinity);
    const plan = {
      ...planOf('restartPhones', 'Bench', waves.flat()),
      waves: waves.map(({ length }) => length),
      policy: POLICY,
    };
    const operation = await operations.start(plan).done;
    const ms = performance.now() - began;
    return { ms, waves: waves.length, succeeded: countResults(operation).succeeded };
  }),
);
