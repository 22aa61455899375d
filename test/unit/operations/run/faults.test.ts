import assert from 'node:assert/strict';
import { ProxyAnswer } from '../../../../src/api/http/proxyAnswer';
import { type Operation, type Result, type Target } from '../../../../src/model/operation';
import { type Verb, VERB_IDS } from '../../../../src/model/verbs';
import { inEnglish } from '../../../../src/base/message';
import { linesFor } from '../../../../src/operations/output/logLines';
import { runState } from '../../../cloud/state/fleet';
import { TestClock } from '../../../support/testClock';
import { Harness, resultsOf, wholeOperations } from '../../../support/operations/harness';
import {
  type FaultEffect,
  mixStates,
  resultAfter,
  targetsFor,
  VERB_CASES,
} from '../../../support/operations/verbCases';
import { LocalCloud, type LocalFault } from '../../../support/operations/localCloud';
import { MemoryFolder } from '../../../support/operations/memoryFiles';

const failed = (code: string): Error => Object.assign(new Error('reason'), { code });

const FAULTS: readonly (readonly [name: string, effect: FaultEffect, fault: LocalFault])[] = [
  ['reset', 'lost before', 'reset'],
  ['reset after the work', 'lost after', 'resetAfter'],
  ['hang', 'lost before', 'hang'],
  ['hang after the work', 'lost after', 'hangAfter'],
  ['truncated', 'lost after', 'truncate'],
  ['HTML 502', 'lost before', 'html502'],
  ['HTML 502 after the work', 'lost after', 'html502After'],
  ['401', 'refused', '401'],
  ['an error inside HTTP 200', 'lost before', 'koophoneError'],
  ['an empty object', 'lost after', 'emptyObject'],
  ['no JSON', 'lost after', 'notJson'],
  ['a proxy that does not connect', 'never left', { fails: new ProxyAnswer(403) }],
  ['a proxy that wants a password', 'never left', { fails: new ProxyAnswer(407) }],
  ['an untrusted certificate', 'never left', { fails: failed('SELF_SIGNED_CERT_IN_CHAIN') }],
  ['429', 'passes', { throttle: null }],
  ['429 with a time', 'passes', { throttle: 4 }],
  ['a redirect', 'lost before', { redirect: 'http://127.0.0.1:9/' }],
  ['500', 'lost before', { status: 500 }],
  ['503', 'lost before', { status: 503, body: { error_code: 'APIGW.0613', error_msg: 'away' } }],
  ['500 with a code of IAM', 'lost before', { status: 500, body: { error_code: 'IAM.0012', error_msg: 'busy' } }],
  ['504 with a code of the gateway', 'lost before', { status: 504, body: { error_code: 'APIGW.0301' } }],
  ['a code of the gateway inside HTTP 200', 'lost before', { status: 200, body: { error_code: 'APIGW.0308' } }],
  [
    'a refusal under 500',
    'lost before',
    { status: 500, body: { error_code: 'CPS.0006', error_msg: 'has an overdue balance' } },
  ],
  ['a refusal', 'refused', { status: 400, body: { error_code: 'CPS.0006', error_msg: 'has an overdue balance' } }],
  ['403', 'refused', { status: 403, body: { error_code: 'APIGW.0802', error_msg: 'no' } }],
  ['404', 'refused', { status: 404, body: { error_code: 'APIGW.0101', error_msg: 'no such API' } }],
  ['404 without a code', 'lost before', { status: 404 }],
  ['401 of a proxy', 'lost before', { foreign: 401 }],
  ['403 of a proxy', 'lost before', { foreign: 403 }],
  ['407 of a proxy', 'lost before', { foreign: 407 }],
  ['403 of a proxy after the work', 'lost after', { foreignAfter: 403 }],
  ['a page in place of the answer', 'lost after', { foreignAfter: 200 }],
  ['slow', 'passes', { slow: 10_000 }],
  ['slower than the deadline', 'lost after', { slow: 40_000 }],
  ['a yes that is a lie', 'false yes', { status: 200, body: { error_code: '0', error_msg: 'OK' } }],
];

interface CallCase {
  readonly what: string;
  readonly verb: Verb;
  readonly acts?: boolean;
  readonly request: RegExp;
  /** How many requests like this pass first. */
  readonly after?: number;
  /** An orderly answer with nothing in it. */
  readonly empty: unknown;
  /** The second target is not running, so that the first request is refused with 5005. */
  readonly isSplit?: boolean;
  readonly isMute?: boolean;
  /** Where reading does not lead to `succeeded` all the same. */
  readonly words?: Readonly<Record<string, Result>>;
}

const noRows = { data: { error_code: '0', error_msg: 'OK', page_no: 1, total_count: 0, result: [] } };
const ok = { error_code: '0', error_msg: 'OK' };

/** Whether it was running when its request came cannot be seen any more when the loss is found so late. */
const tooLate = Object.fromEntries(
  ['hang after the work', 'slower than the deadline'].flatMap((name) =>
    [1, 3].map((times) => [`${name} × ${times}`, 'unknown'] as const),
  ),
);

const CALLS: readonly CallCase[] = [
  ...VERB_IDS.map((verb) => ({
    what: `the request of ${verb}`,
    verb,
    acts: true,
    request: VERB_CASES[verb].request,
    empty: VERB_CASES[verb].empty,
    ...(verb === 'reboot' ? { words: tooLate } : {}),
  })),
  { what: 'the jobs of phones', verb: 'restartPhones', request: /\/jobs$/, empty: { jobs: [] } },
  {
    what: 'the jobs of a restart',
    verb: 'restart',
    request: /\/jobs$/,
    empty: { jobs: [] },
  },
  { what: 'the state while rebooting', verb: 'reboot', request: /batch-query$/, empty: noRows },
  {
    what: 'the states after a refusal',
    verb: 'reboot',
    request: /batch-query$/,
    empty: noRows,
    isSplit: true,
    // Where no instance is listed none is known to run.
    words: { 'an empty list × 1': 'unknown', 'an empty list × 3': 'unknown' },
  },
  {
    what: 'the second reboot after a refusal',
    verb: 'reboot',
    acts: true,
    request: /\/reboot$/,
    after: 1,
    empty: ok,
    isSplit: true,
  },
  { what: 'the task of an unassign', verb: 'unassign', request: /\/tasks\//, empty: { ...ok, data: { jobs: [] } } },
  { what: 'the bindings of an assign', verb: 'assign', request: /batch-query$/, after: 1, empty: noRows },
  { what: 'the bindings', verb: 'unassign', request: /batch-query$/, after: 1, empty: noRows, isMute: true },
];

/** Two targets that the verb is possible for. */
function targetsOf(cloud: LocalCloud, { verb, isSplit }: CallCase): Target[] {
  const frozen = new Set([...cloud.fleet.instances.values()].filter((one) => one.frozen).map((one) => one.instanceId));
  const targets = targetsFor(cloud, verb).filter(({ id }) => !frozen.has(id));
  const second = isSplit === true ? cloud.fleet.instances.get(targets[1]?.id ?? '') : undefined;
  if (second !== undefined) {
    second.runningStatus = runState.poweredOff;
  }
  return targets.slice(0, 2);
}

/** @returns the operation at its end, after checking what must hold whatever happens */
async function run(call: CallCase, fault: LocalFault, times: number): Promise<Operation> {
  const clock = new TestClock();
  const cloud = new LocalCloud(clock, {
    servers: 5,
    phonesPerServer: 2,
    rebootMs: 400_000,
    tasksAnswer: call.isMute !== true,
  });
  mixStates(cloud);
  let seen = 0;
  cloud.fault = (request) => {
    const nth = call.request.test(request) ? seen++ - (call.after ?? 0) : -1;
    return nth >= 0 && nth < times ? fault : undefined;
  };
  const folder = new MemoryFolder();
  const harness = new Harness(() => cloud.clients(), clock, folder.open().store);
  const targets = targetsOf(cloud, call);
  const operation = await harness.end(harness.start(call.verb, 'Staging', targets));
  assert.ok(seen > (call.after ?? 0), 'the fault struck');
  for (const { id } of targets) {
    assert.ok(cloud.acts(call.verb, id) <= 1, 'nothing is done twice');
  }
  const lines = operation.targets.flatMap((target) => linesFor({ kind: 'target', operation, target }));
  lines.forEach(({ level, line }) => {
    assert.equal(harness.lines.filter((said) => said === `${level} ${line}`).length, 1, line);
  });
  const later = new Harness(() => cloud.clients(), clock, folder.open().store);
  await later.operations.load();
  assert.deepEqual(await wholeOperations(later), [operation], 'the history says the same');
  harness.operations.dispose();
  later.operations.dispose();
  return operation;
}

describe('faults at every call of every verb', () => {
  let cases = 0;

  for (const call of CALLS) {
    it(`end in the right word where they strike ${call.what}`, async () => {
      const faults = [...FAULTS, ['an empty list', 'empty', { replace: call.empty }] as const];
      for (const [name, effect, fault] of faults) {
        for (const times of [1, 3]) {
          const operation = await run(call, fault, times);
          const word =
            call.words?.[`${name} × ${times}`] ?? (call.acts === true ? resultAfter(call.verb, effect) : 'succeeded');
          const expected = [word, call.isSplit === true ? 'unknown' : word];
          assert.deepEqual(
            resultsOf(operation),
            expected,
            `${name} × ${times}: ${inEnglish(operation.targets[0]?.text ?? '')}`,
          );
          cases += 1;
        }
      }
    });
  }

  it('send no unassign where they strike the reading before it', async () => {
    const call = { what: '', verb: 'unassign', request: /batch-query$/, empty: noRows } as const;
    for (const [name, , fault] of [...FAULTS, ['an empty list', 'empty', { replace: noRows }] as const]) {
      for (const times of [1, 3]) {
        const { targets } = await run(call, fault, times);
        for (const { result, sentAt, text = '' } of targets) {
          const isRead = result === 'succeeded' && sentAt !== undefined;
          const isHeldBack = result === 'not sent' && sentAt === undefined;
          assert.ok(isRead || isHeldBack, `${name} × ${times}: ${result ?? ''} ${inEnglish(text)}`);
          assert.match(inEnglish(text), isRead ? /^$/ : /^changed since you confirmed: |^it could not be read again /);
        }
        cases += 1;
      }
    }
  });

  after(() => {
    console.log(`      ${cases} cases of calls × faults × verbs`);
    assert.ok(cases >= 300);
  });
});
