import assert from 'node:assert/strict';
import { inEnglish } from '../../../../src/base/message';
import { type Operation, type Result } from '../../../../src/model/operation';
import { type Verb, VERB_IDS } from '../../../../src/model/verbs';
import { VERBS } from '../../../../src/operations/verbs/registry';
import { Harness } from '../../../support/operations/harness';
import { LocalCloud, type LocalFault } from '../../../support/operations/localCloud';
import { mixStates, resultAfter, targetsFor, VERB_CASES } from '../../../support/operations/verbCases';
import { TestClock } from '../../../support/testClock';

const ERASING = VERB_IDS.filter((verb) => VERBS[verb].erases !== undefined);

interface Run {
  readonly operation: Operation;
  /** How many requests that act arrived. */
  readonly requests: number;
}

/** @returns an operation on 25 targets, whose second request meets the fault */
async function run(verb: Verb, fault: LocalFault | undefined, prepare?: (cloud: LocalCloud) => void): Promise<Run> {
  const clock = new TestClock();
  const cloud = new LocalCloud(clock, { servers: 20, phonesPerServer: 3, instances: 60 });
  mixStates(cloud);
  let requests = 0;
  cloud.fault = (request) => {
    const isAct = VERB_CASES[verb].request.test(request);
    requests += isAct ? 1 : 0;
    return isAct && requests === 2 ? fault : undefined;
  };
  prepare?.(cloud);
  const harness = new Harness(() => cloud.clients(), clock);
  const operation = await harness.end(harness.start(verb, 'Staging', targetsFor(cloud, verb).slice(0, 25)));
  harness.operations.dispose();
  return { operation, requests };
}

const resultsIn = ({ targets }: Operation, from: number, to: number): Result[] => [
  ...new Set(targets.slice(from, to).flatMap(({ result }) => result ?? [])),
];

describe('an act that erases', () => {
  for (const verb of ERASING) {
    it(`sends no request after one that was refused: ${verb}`, async () => {
      const { operation, requests } = await run(verb, { status: 400, body: { error_code: 'CPS.0006' } });
      assert.equal(requests, 2);
      assert.deepEqual(resultsIn(operation, 0, 10), ['succeeded']);
      assert.deepEqual(resultsIn(operation, 10, 20), ['rejected']);
      assert.deepEqual(resultsIn(operation, 20, 25), ['not sent']);
      assert.match(inEnglish(operation.targets[24]?.text ?? ''), /^an earlier request of the operation was refused/);
    });

    it(`sends no request after one whose answer was lost: ${verb}`, async () => {
      const { operation, requests } = await run(verb, 'resetAfter');
      assert.equal(requests, 2);
      assert.deepEqual(resultsIn(operation, 10, 20), [resultAfter(verb, 'lost after')]);
      assert.deepEqual(resultsIn(operation, 20, 25), ['not sent']);
    });

    it(`sends all its requests when each is taken on: ${verb}`, async () => {
      const { operation, requests } = await run(verb, undefined);
      assert.equal(requests, 3);
      assert.deepEqual(resultsIn(operation, 0, 25), ['succeeded']);
    });
  }

  it('sends no request after one that was refused while it was paused, when it is resumed', async () => {
    for (const verb of ERASING) {
      const clock = new TestClock();
      const cloud = new LocalCloud(clock, { servers: 20, phonesPerServer: 3, instances: 60 });
      mixStates(cloud);
      const harness = new Harness(() => cloud.clients(), clock);
      let requests = 0;
      cloud.fault = (request) => {
        const isAct = VERB_CASES[verb].request.test(request);
        requests += isAct ? 1 : 0;
        if (isAct) {
          harness.operations.pause(1);
        }
        return isAct ? { status: 400, body: { error_code: 'CPS.0006' } } : undefined;
      };
      const started = harness.start(verb, 'Staging', targetsFor(cloud, verb).slice(0, 25));
      await harness.until(() => started.operation().targets[0]?.result !== undefined);
      harness.operations.resume(1);
      const operation = await harness.end(started);
      harness.operations.dispose();
      assert.equal(requests, 1, verb);
      assert.deepEqual(resultsIn(operation, 10, 25), ['not sent']);
    }
  });

  it('sends no request after one of which the cloud refused one target', async () => {
    const { operation, requests } = await run('resetPhones', undefined, (cloud) => {
      const [refused] = targetsFor(cloud, 'resetPhones');
      const phone = cloud.fleet.phones.get(refused?.id ?? '');
      assert.ok(phone);
      phone.nextAct = { refused: { code: 'CPS.0165', message: 'not now' } };
    });
    assert.equal(requests, 1);
    assert.deepEqual(resultsIn(operation, 0, 10).sort(), ['rejected', 'succeeded']);
    assert.deepEqual(resultsIn(operation, 10, 25), ['not sent']);
  });
});
