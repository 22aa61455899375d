import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/errors/errors';
import { type OperationsClients } from '../../../../src/operations/common/projectClients';
import { boundUntilSent, fakes, firstWhole, Harness, instances, resultsOf } from '../../../support/operations/harness';

/** A project whose host, or project ID, a test can change; at the second one the instance is free. */
function stage(edited: 'host' | 'projectId') {
  const place = { isOther: false };
  const where = (name: typeof edited): string => (name === edited && place.isOther ? 'other' : 'first');
  const koophone = boundUntilSent({
    unassignInstances: () => Promise.resolve({ taskId: 't', jobs: [] }),
    getTask: () => Promise.reject(new ApiError('notFound', 'no such task')),
    listInstances: () => {
      const row = { id: 'kp1', userId: 'user1', isAssigned: !place.isOther };
      return Promise.resolve({ total: 1, received: 1, instances: [row] });
    },
  });
  const clients: OperationsClients = {
    ...fakes({ koophone }),
    host: () => where('host'),
    projectId: () => where('projectId'),
  };
  const harness = new Harness(() => clients);
  return { place, harness, start: () => harness.start('unassign', 'Staging', instances(1)) };
}

describe('another place that the project names by now', () => {
  for (const edited of ['host', 'projectId'] as const) {
    it(`tells nothing of what is followed (${edited})`, async () => {
      const { place, harness, start } = stage(edited);
      const started = start();
      await harness.until(() => started.operation().targets[0]?.answeredAt !== undefined);
      place.isOther = true;
      assert.deepEqual(resultsOf(await harness.end(started)), ['timed out']);
    });

    it(`corrects no result, and what became of it cannot be read (${edited})`, async () => {
      const { place, harness, start } = stage(edited);
      await harness.end(start());
      place.isOther = true;
      const { running, unread } = await harness.operations.readAgain(1);
      assert.deepEqual([running.length, unread.length], [0, 1]);
      assert.deepEqual(resultsOf(await firstWhole(harness)), ['timed out']);
    });
  }
});
