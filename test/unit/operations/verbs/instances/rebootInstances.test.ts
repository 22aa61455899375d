import assert from 'node:assert/strict';
import { ApiError, type ErrorInfo } from '../../../../../src/api/errors/errors';
import { inEnglish, message } from '../../../../../src/base/message';
import { DEFAULT_POLICY } from '../../../../../src/model/rollout';
import { type KooPhoneLike } from '../../../../../src/operations/common/projectClients';
import { runState } from '../../../../cloud/state/fleet';
import { type Cloud } from '../../../../cloud/cloud';
import {
  fakes,
  firstWhole,
  Harness,
  instances,
  onlyTarget,
  resultsOf,
  withCloud,
} from '../../../../support/operations/harness';
import { planOf } from '../../../../support/operations/planned';
import { TestClock } from '../../../../support/testClock';

const notAllRunning = (info: ErrorInfo = { requestId: 'r5005' }) =>
  new ApiError('refused', 'not all running', {
    code: 'KOOPHONE.API.5005',
    didNotRun: true,
    cloudSaidNo: true,
    ...info,
  });

/** A cloud that takes every reboot on, and shows the states of a list, one a look, the last one for ever. */
function showing(states: readonly (number | undefined)[], own: Partial<KooPhoneLike> = {}) {
  const clock = new TestClock();
  const seen = { looks: 0, at: [] as number[], reboots: [] as (readonly string[])[] };
  const koophone: Partial<KooPhoneLike> = {
    rebootInstances: (ids) => {
      seen.reboots.push(ids);
      return Promise.resolve();
    },
    listInstances: () => {
      seen.at.push(clock.elapsedMs());
      const runningStatus = states[Math.min(seen.looks++, states.length - 1)];
      const row = { id: 'kp1', ...(runningStatus === undefined ? {} : { runningStatus }) };
      return Promise.resolve({ total: 1, received: 1, instances: [row] });
    },
    ...own,
  };
  return { seen, koophone, clock };
}

const failing = (error: Error) => () => Promise.reject(error);

/** The reboot of one instance to its end, before a cloud as `showing` gives it. */
async function rebootOne(...shown: Parameters<typeof showing>) {
  const { seen, koophone, clock } = showing(...shown);
  const harness = new Harness(() => fakes({ koophone }), clock);
  const target = onlyTarget(await harness.end(harness.start('reboot', 'Staging', instances(1))));
  return { seen, harness, target, text: inEnglish(target.text ?? '') };
}

/** The reboot of one instance as far as the answer to its request. */
async function answeredOne(...shown: Parameters<typeof showing>) {
  const { koophone, clock } = showing(...shown);
  const harness = new Harness(() => fakes({ koophone }), clock);
  const { operation } = harness.start('reboot', 'Staging', instances(1));
  await harness.until(() => onlyTarget(operation()).answeredAt !== undefined);
  const target = onlyTarget(operation());
  harness.operations.dispose();
  return target;
}

const targetsOf = (cloud: Cloud, count: number) =>
  [...cloud.fleet.instances.values()].slice(0, count).map(({ instanceId: id, name }) => ({ id, name }));

describe('a reboot', () => {
  it('has succeeded when an instance left its running state and came back', async () => {
    await withCloud({ rebootLeaveMs: 1_500, rebootMs: 30_000 }, async (harness, cloud) => {
      const operation = await harness.end(harness.start('reboot', 'Staging', targetsOf(cloud, 1)));
      assert.equal(onlyTarget(operation).result, 'succeeded');
      assert.match(harness.lines[1] ?? '', /^info Reboot #1 demo-00001 \([^)]+\): succeeded in \d\d s$/);
    });
  });

  it('is unverified when an instance is never seen to leave', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [target] = targetsOf(cloud, 1);
      assert.ok(target);
      cloud.fleet.instance(target.id).nextReboot = 'neverLeaves';
      const began = harness.clock.now();
      const operation = await harness.end(harness.start('reboot', 'Staging', [target]));
      assert.equal(onlyTarget(operation).result, 'unverified');
      assert.equal((operation.endedAt ?? 0) - began, 12 * 5_000);
      assert.equal(cloud.requests.length, 1 + 12, 'the interval does not grow meanwhile');
    });
  });

  it('has timed out when an instance left and does not come back', async () => {
    await withCloud({}, async (harness, cloud) => {
      const [target] = targetsOf(cloud, 1);
      assert.ok(target);
      cloud.fleet.instance(target.id).nextReboot = 'neverReturns';
      const operation = await harness.end(harness.start('reboot', 'Staging', [target]));
      assert.equal(onlyTarget(operation).result, 'timed out');
      assert.match(inEnglish(onlyTarget(operation).text ?? ''), /continues/);
      assert.ok((operation.endedAt ?? 0) - operation.startedAt >= harness.settings.timeoutMs);
    });
  });

  for (const left of [1, 3, 4, 5]) {
    it(`is not proved by the state seen right after the request, but by ${left} and the return from it`, async () => {
      const { koophone, seen } = showing([2, 2, left, 7, undefined, 0, 2]);
      const harness = new Harness(() => fakes({ koophone }));
      const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
      assert.equal(onlyTarget(operation).result, 'succeeded');
      assert.equal(seen.looks, 7);
    });
  }

  for (const status of [0, 6, 9, -1]) {
    it(`is not proved by ${status}, which no page calls a state without running, and goes on meanwhile`, async () => {
      const long = Array.from({ length: 20 }, () => status);
      const { koophone, seen } = showing([2, ...long, 2]);
      const harness = new Harness(() => fakes({ koophone }));
      const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
      assert.equal(onlyTarget(operation).result, 'unverified');
      assert.match(inEnglish(onlyTarget(operation).text ?? ''), /not seen to leave its running state/);
      assert.equal(seen.looks, 22, 'only a state that is known ends the waiting');
    });
  }

  it('whose answer was lost is not proved by an unknown state between two in which it runs', async () => {
    const lost = () => Promise.reject(new ApiError('network', 'The connection broke.'));
    const { koophone } = showing([2, 0, 2], { rebootInstances: lost });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'unknown');
  });

  it('goes on for an instance that left and is missing from the list for a while', async () => {
    const missing = Array.from({ length: 15 }, () => undefined);
    const { koophone } = showing([3, ...missing, 2]);
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'succeeded');
  });

  it('is unverified, not timed out, when the time is over before anything was seen', async () => {
    const { koophone } = showing([2]);
    const harness = new Harness(() => fakes({ koophone }));
    harness.settings.timeoutMs = 20_000;
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'unverified');
    assert.equal((operation.endedAt ?? 0) - operation.startedAt, 20_000);
  });

  it('is unverified after the grace time where listing is not permitted', async () => {
    const { koophone } = showing([], {
      listInstances: () => Promise.reject(new ApiError('forbidden', 'no', { didNotRun: true })),
    });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'unverified');
    assert.match(inEnglish(onlyTarget(operation).text ?? ''), /not permitted/);
    assert.ok((operation.endedAt ?? 0) - operation.startedAt < 120_000);
  });

  it('is unverified when the time is over and its state could never be read', async () => {
    const { koophone } = showing([], { listInstances: () => Promise.reject(new ApiError('server', 'down')) });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.equal(onlyTarget(operation).result, 'unverified');
    assert.ok((operation.endedAt ?? 0) - operation.startedAt >= harness.settings.timeoutMs);
  });

  it('is unknown for the one that is not seen running after a refusal, and done for the others', async () => {
    await withCloud({}, async (harness, cloud) => {
      const targets = targetsOf(cloud, 3);
      const off = targets[1];
      assert.ok(off);
      cloud.fleet.instance(off.id).runningStatus = runState.poweredOff;
      const operation = await harness.end(harness.start('reboot', 'Staging', targets));
      assert.deepEqual(resultsOf(operation), ['succeeded', 'unknown', 'succeeded']);
      assert.match(inEnglish(operation.targets[1]?.text ?? ''), /this one: powered off/);
      assert.deepEqual([...cloud.actions.reboots.values()], [1, 1]);
    });
  });

  it('is refused for those of a second request that meets the same refusal', async () => {
    const sent: number[] = [];
    const { koophone } = showing([2], {
      rebootInstances: (ids) => {
        sent.push(ids.length);
        return Promise.reject(notAllRunning());
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(2)));
    assert.deepEqual(sent, [2, 1]);
    assert.deepEqual(resultsOf(operation), ['rejected', 'unknown']);
    assert.equal(operation.targets[0]?.requestId, 'r5005');
  });

  it('leaves unknown those whose second request lost its answer', async () => {
    for (const [states, result] of [
      [[2], 'unknown'],
      // The states were just read: it was running when the second request was sent.
      [[2, 3, 2], 'succeeded'],
    ] as const) {
      const answers = [notAllRunning(), new ApiError('timeout', 'no answer')];
      const lost = { rebootInstances: () => Promise.reject(answers.shift() ?? new Error('more')) };
      const { koophone } = showing(states, lost);
      const harness = new Harness(() => fakes({ koophone }));
      const operation = await harness.end(harness.start('reboot', 'Staging', instances(2)));
      assert.deepEqual(resultsOf(operation), [result, 'unknown']);
    }
  });

  it('sends nothing a second time when nothing runs', async () => {
    const sent: number[] = [];
    const { koophone } = showing([5], {
      rebootInstances: (ids) => {
        sent.push(ids.length);
        return Promise.reject(
          new ApiError('refused', 'no', { code: 'KOOPHONE.API.5005', didNotRun: true, advice: message('A') }),
        );
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(1)));
    assert.deepEqual(sent, [1]);
    assert.equal(onlyTarget(operation).result, 'unknown');
    assert.match(
      inEnglish(onlyTarget(operation).text ?? ''),
      /^the request was refused \(no; this one: powered off\): /,
    );
  });

  it('sends nothing a second time when the person stopped it meanwhile', async () => {
    const sent: number[] = [];
    let stop = (): void => undefined;
    const { koophone } = showing([2], {
      rebootInstances: (ids) => {
        sent.push(ids.length);
        stop();
        return Promise.reject(notAllRunning());
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const started = harness.start('reboot', 'Staging', instances(1));
    stop = started.cancel;
    assert.equal(onlyTarget(await harness.end(started)).result, 'unknown');
    assert.deepEqual(sent, [1]);
  });

  it('is sent a second time one interval later, and not for one that left its running state meanwhile', async () => {
    const sent: (readonly [afterMs: number, ids: readonly string[]])[] = [];
    const began = { at: 0 };
    const { koophone } = showing([2], {
      rebootInstances: (ids) => {
        began.at ||= harness.clock.now();
        sent.push([harness.clock.now() - began.at, ids]);
        return sent.length === 1 ? Promise.reject(notAllRunning()) : Promise.resolve();
      },
      listInstances: () => {
        const leaving = harness.clock.now() - began.at < 2_000 ? 2 : 3;
        const rows = [
          { id: 'kp1', runningStatus: 2 },
          { id: 'kp2', runningStatus: leaving },
        ];
        return Promise.resolve({ total: 2, received: 2, instances: rows });
      },
    });
    const harness: Harness = new Harness(() => fakes({ koophone }));
    const started = harness.start('reboot', 'Staging', instances(2));
    await harness.until(() => started.operation().targets.every(({ answeredAt }) => answeredAt !== undefined));
    assert.deepEqual(sent, [
      [0, ['kp1', 'kp2']],
      [harness.settings.pollIntervalMs, ['kp1']],
    ]);
    assert.equal((await harness.end(started)).targets[1]?.result, 'unknown');
  });

  it('is not known when the person stops it between the two requests: the refused one may have begun it', async () => {
    const calls: string[] = [];
    const { koophone } = showing([2], {
      rebootInstances: () => {
        calls.push('reboot');
        return Promise.reject(notAllRunning());
      },
      listInstances: () => {
        calls.push('list');
        return Promise.resolve({ total: 0, received: 0, instances: [] });
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const started = harness.start('reboot', 'Staging', instances(2));
    await harness.pass(harness.settings.pollIntervalMs - 1);
    started.cancel();
    assert.deepEqual(resultsOf(await harness.end(started)), ['unknown', 'unknown']);
    assert.equal(calls.filter((call) => call === 'reboot').length, 1);
  });

  it('is taken back for those that run when the person stops it while the states are read', async () => {
    let stop = (): void => undefined;
    const { koophone, seen } = showing([2], {
      rebootInstances: (ids) => {
        seen.reboots.push(ids);
        return Promise.reject(notAllRunning());
      },
      listInstances: () => {
        stop();
        return Promise.resolve({ total: 2, received: 2, instances: [{ id: 'kp1', runningStatus: 2 }, { id: 'kp2' }] });
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const started = harness.start('reboot', 'Staging', instances(2));
    stop = started.cancel;
    assert.deepEqual(resultsOf(await harness.end(started)), ['not sent', 'unknown']);
    assert.equal(seen.reboots.length, 1);
  });

  it('sends no second request when a pause comes between the two requests of a rollout', async () => {
    const sent: (readonly string[])[] = [];
    let pause = (): void => undefined;
    const { koophone } = showing([2], {
      rebootInstances: (ids) => {
        sent.push(ids);
        pause();
        return Promise.reject(notAllRunning());
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const policy = { ...DEFAULT_POLICY, waves: [{ count: 1 }], asksAfterFirst: false };
    const plan = { ...planOf('reboot', 'Staging', instances(1)), policy, fleet: { listed: 99, running: 99 } };
    const started = harness.operations.start(plan);
    pause = () => {
      pause = () => undefined;
      harness.operations.pause(1);
    };
    assert.deepEqual(resultsOf(await harness.end(started)), ['unknown']);
    assert.deepEqual(sent, [['kp1']]);
  });

  it('sends nothing a second time after a server error, whatever its code', async () => {
    const sent: number[] = [];
    const { koophone } = showing([2], {
      rebootInstances: (ids) => {
        sent.push(ids.length);
        return Promise.reject(new ApiError('server', 'no', { code: 'KOOPHONE.API.5005', status: 503 }));
      },
    });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(2)));
    assert.deepEqual([sent, resultsOf(operation)], [[2], ['unknown', 'unknown']]);
  });

  it('asks for the states in the other way where listing is not permitted', async () => {
    const sent: (readonly string[])[] = [];
    const { koophone } = showing([], {
      rebootInstances: (ids) => {
        sent.push(ids);
        return Promise.reject(notAllRunning());
      },
      listInstances: () => Promise.reject(new ApiError('forbidden', 'no')),
      queryStatus: (ids) => Promise.resolve(ids.map((id, index) => ({ id, status: index === 0 ? 4 : 2 }))),
    });
    const harness = new Harness(() => fakes({ koophone }));
    await harness.end(harness.start('reboot', 'Staging', instances(2)));
    assert.deepEqual(sent, [['kp1', 'kp2'], ['kp2']]);
  });

  it('is unknown for all when no state can be read after a refusal', async () => {
    const { koophone } = showing([], {
      rebootInstances: () => Promise.reject(notAllRunning()),
      listInstances: () => Promise.reject(new ApiError('forbidden', 'no list')),
      queryStatus: () => Promise.reject(new ApiError('forbidden', 'no status')),
    });
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(harness.start('reboot', 'Staging', instances(2)));
    assert.deepEqual(resultsOf(operation), ['unknown', 'unknown']);
    assert.match(inEnglish(operation.targets[0]?.text ?? ''), /^the request was refused \(not all running\): /);
    assert.ok(harness.log.length >= 2);
  });

  it('is rejected as a whole for lack of permission, naming what to ask for', async () => {
    await withCloud({}, async (harness, cloud) => {
      cloud.deny('koophone:cloudphoneResource:instanceReboot');
      const operation = await harness.end(harness.start('reboot', 'Staging', targetsOf(cloud, 2)));
      assert.deepEqual(resultsOf(operation), ['rejected', 'rejected']);
      assert.match(harness.lines[1] ?? '', /IAM action koophone:cloudphoneResource:instanceReboot; request id [\w-]+$/);
      assert.equal(harness.clock.pending, 0);
    });
  });

  it('sends nothing for what is no id of an instance, and goes on with the others', async () => {
    const { koophone, seen } = showing([3, 2]);
    const harness = new Harness(() => fakes({ koophone }));
    const operation = await harness.end(
      harness.start('reboot', 'Staging', [{ id: 'a/b', name: 'slash' }, ...instances(1)]),
    );
    assert.deepEqual(resultsOf(operation), ['not sent', 'succeeded']);
    assert.equal(inEnglish(operation.targets[0]?.text ?? ''), 'its ID is not one of an instance');
    assert.deepEqual(seen.reboots, [['kp1']]);
  });

  it('is looked at less and less often after the grace time, also while it stays away', async () => {
    const { seen, target } = await rebootOne([2, 3]);
    assert.deepEqual(seen.at.slice(10, 14), [55_000, 60_000, 67_500, 78_750]);
    assert.equal(target.result, 'timed out');
  });

  it('is looked at at once only where its answer was lost and it may have left its running state since', async () => {
    const lost = new ApiError('timeout', 'no answer');
    const answers = [notAllRunning(), lost];
    for (const [at, own] of [
      [[5_000, 10_000], {}],
      [[0, 5_000], { rebootInstances: failing(lost) }],
      // The states are read after 5 s, and the request that loses its answer is sent then.
      [[5_000, 10_000], { rebootInstances: () => Promise.reject(answers.shift() ?? lost) }],
    ] as const) {
      const { seen } = await rebootOne([2], own);
      assert.deepEqual(seen.at.slice(0, 2), at);
    }
  });

  it('whose answer was lost has to be seen running before it counts that it left', async () => {
    const { koophone, clock } = showing([4, 2, 1, 2], { rebootInstances: failing(new ApiError('network', 'broke')) });
    const harness = new Harness(() => fakes({ koophone }), clock);
    const started = harness.start('reboot', 'Staging', instances(1));
    const seen = new Set<boolean | undefined>();
    harness.operations.onDidChange(() => seen.add(onlyTarget(started.operation()).hasLeft));
    assert.equal(onlyTarget(await harness.end(started)).result, 'succeeded');
    assert.deepEqual([...seen], [undefined, false, true]);
  });

  for (const [what, own, result, text] of [
    ['unverified when it was accepted', {}, 'unverified', 'accepted, and '],
    [
      'unknown when its answer was lost',
      { rebootInstances: failing(new Error('boom')) },
      'unknown',
      'the response was lost (boom): ',
    ],
  ] as const) {
    it(`is ${what} and it is not listed before the grace time is over`, async () => {
      const { seen, target, text: said } = await rebootOne([undefined], own);
      assert.equal(target.result, result);
      assert.equal(said, `${text}it was not seen to leave its running state within the time limit`);
      assert.equal(seen.at.at(-1), 60_000);
    });
  }

  it('is not given up before the grace time is over where listing is not permitted', async () => {
    const { harness, text } = await rebootOne([], { listInstances: failing(new ApiError('forbidden', 'no')) });
    assert.equal(text, 'accepted, and listing instances is not permitted: its state is not known');
    assert.ok(harness.clock.elapsedMs() >= 60_000);
    assert.match(harness.log.join('\n'), /The state of a reboot could not be read, asking again later: no/);
  });

  for (const [status, result, sent] of [
    [400, 'rejected', 2],
    [499, 'rejected', 2],
    [500, 'rejected', 1],
  ] as const) {
    it(`is sent ${sent === 1 ? 'once' : 'a second time'} when 5005 comes with HTTP ${status}`, async () => {
      const requests: number[] = [];
      const { target } = await rebootOne([2], {
        rebootInstances: (ids) => {
          requests.push(ids.length);
          return Promise.reject(notAllRunning({ status }));
        },
      });
      assert.deepEqual([target.result, requests.length], [result, sent]);
      assert.equal(target.hasLeft, undefined, 'nobody looked at it');
    });
  }

  it('is rejected at once, and no state is read, when the cloud refuses it for another reason', async () => {
    const refused = new ApiError('refused', 'no', { code: 'KOOPHONE.API.4001', didNotRun: true, cloudSaidNo: true });
    const { seen, target, harness } = await rebootOne([2], { rebootInstances: failing(refused) });
    assert.deepEqual([target.result, target.code], ['rejected', 'KOOPHONE.API.4001']);
    assert.deepEqual([seen.looks, harness.clock.elapsedMs()], [0, 0]);
  });

  for (const [what, state, info, told] of [
    [
      'its state and what we advise',
      5,
      {},
      {
        text: 'the request was refused (not all running; this one: powered off): looking whether it was started',
        advice:
          'An instance of the request is not running, and so the whole request was refused. Refresh, and leave it out.',
        requestId: undefined,
      },
    ],
    [
      'what the cloud advised, and no state where it is not listed',
      undefined,
      { requestId: 'r5005', advice: message('Ask again.') },
      {
        text: 'the request was refused (not all running): looking whether it was started',
        advice: 'Ask again.',
        requestId: 'r5005',
      },
    ],
  ] as const) {
    it(`that was refused because not all run tells ${what}`, async () => {
      const target = await answeredOne([state], { rebootInstances: failing(notAllRunning(info)) });
      const { text = '', code, advice = '', requestId } = target;
      assert.deepEqual(
        { text: inEnglish(text), code, advice: inEnglish(advice), requestId },
        { code: 'KOOPHONE.API.5005', ...told },
      );
    });
  }

  it('that was stopped after 5005 tells of the refusal', async () => {
    const { koophone, clock } = showing([2], { rebootInstances: failing(notAllRunning()) });
    const harness = new Harness(() => fakes({ koophone }), clock);
    const started = harness.start('reboot', 'Staging', instances(1));
    await harness.pass(1_000);
    started.cancel();
    assert.match(inEnglish(onlyTarget(await harness.end(started)).text ?? ''), /^the request was refused \(/);
  });

  it('that timed out is read again: it came back, or is still away', async () => {
    const states = [2, 3];
    const { koophone, clock } = showing(states);
    const harness = new Harness(() => fakes({ koophone }), clock);
    await harness.end(harness.start('reboot', 'Staging', instances(1)));
    const { running, unread } = await harness.operations.readAgain(1);
    assert.deepEqual([running.map(({ id }) => id), unread], [['kp1'], []]);
    states.push(2);
    assert.deepEqual(await harness.operations.readAgain(1), { running: [], unread: [] });
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['succeeded']);
  });

  it('that was never seen to leave is not read again: that it runs would prove nothing', async () => {
    const { seen, harness } = await rebootOne([2], { rebootInstances: failing(new Error('lost')) });
    const looks = seen.looks;
    const { running, unread } = await harness.operations.readAgain(1);
    assert.deepEqual([running, unread.map(({ id }) => id), seen.looks - looks], [[], ['kp1'], 0]);
  });
});
