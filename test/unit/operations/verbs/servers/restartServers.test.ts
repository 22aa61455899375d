import assert from 'node:assert/strict';
import { ApiError } from '../../../../../src/api/errors/errors';
import { inEnglish } from '../../../../../src/base/message';
import { type CphLike, type Job } from '../../../../../src/operations/common/projectClients';
import {
  fakes,
  firstWhole,
  Harness,
  onlyTarget,
  resultsOf,
  serverId,
  servers,
  withCloud,
} from '../../../../support/operations/harness';
import { TestClock } from '../../../../support/testClock';

type Asked = { ids: readonly string[]; offset: number };

/** A cloud that takes every server on, under one request id per call, and whose jobs a test decides. */
function cloudWith(jobOf: (jobId: string, look: number) => Job['state'], own: Partial<CphLike> = {}) {
  const asked: Asked[] = [];
  const jobs = new Map<string, string[]>();
  const cph: Partial<CphLike> = {
    restartServers: (ids) => {
      const requestId = `r${jobs.size + 1}`;
      jobs.set(
        requestId,
        ids.map((id) => `job-${id}`),
      );
      return Promise.resolve({ requestId, jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) });
    },
    listJobs: (ids, { offset, limit }) => {
      asked.push({ ids, offset });
      const rows = ids.flatMap((id) => jobs.get(id) ?? []).slice(offset, offset + limit);
      return Promise.resolve(rows.map((jobId) => ({ jobId, state: jobOf(jobId, asked.length) })));
    },
    ...own,
  };
  return { asked, cph };
}

const gone = (code: string): ApiError => new ApiError('notFound', 'no jobs', { didNotRun: true, code });

type Rows = readonly Job[] | ApiError;

/**
 * A cloud that takes one server on with these ids, or leaves it out of its answer, and answers for its jobs from a list,
 * one entry a look, the last one for ever. When it was asked is kept, in milliseconds.
 */
function following(answer: { requestId?: string; jobId?: string }, looks: readonly Rows[]) {
  const clock = new TestClock();
  const at: number[] = [];
  const next = (): Promise<Job[]> => {
    const rows = looks[Math.min(at.length, looks.length - 1)] ?? [];
    at.push(clock.elapsedMs());
    return rows instanceof ApiError ? Promise.reject(rows) : Promise.resolve([...rows]);
  };
  const { requestId, jobId } = answer;
  const cph: Partial<CphLike> = {
    restartServers: ([targetId = '']) =>
      Promise.resolve({
        ...(requestId === undefined ? {} : { requestId }),
        jobs: jobId === undefined ? [] : [{ targetId, jobId }],
      }),
    listJobs: (_ids, { offset }) => (offset === 0 ? next() : Promise.resolve([])),
    getJob: async (asked) => {
      const [row] = await next();
      return row !== undefined && asked === jobId ? row : Promise.reject(new Error(`no job ${asked}`));
    },
  };
  return { at, cph, clock };
}

/** The restart of one server to its end, before a cloud as `following` gives it. */
async function restartOne(...shown: Parameters<typeof following>) {
  const { at, cph, clock } = following(...shown);
  const harness = new Harness(() => fakes({ cph }), clock);
  const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
  return { at, harness, target, text: inEnglish(target.text ?? '') };
}

const row = (state: Job['state'], own: Partial<Job> = {}): Job => ({ jobId: 'j1', state, ...own });

const LEFT_OUT = 'the response of the cloud does not mention it';
const FIRST_LOOKS = [5_000, 12_500, 23_750, 40_625];

describe('a restart', () => {
  it('is followed to each job and told line by line', async () => {
    await withCloud({ jobMs: 4_000 }, async (harness, cloud) => {
      const [first, second, third] = [...cloud.fleet.servers.values()];
      assert.ok(first && second && third);
      second.nextRestart = { refused: { code: 'CPS.0158', message: 'not now' } };
      third.nextRestart = { failed: { code: 'CPS.0054', message: 'took too long' } };
      const targets = [first, second, third].map(({ serverId: id, name }) => ({ id, name }));
      const operation = await harness.end(harness.start('restart', 'Staging', targets));

      assert.deepEqual(resultsOf(operation), ['succeeded', 'rejected', 'failed']);
      assert.equal(cloud.actions.restarts.get(first.serverId), 1);
      const [begin, refused, ...rest] = harness.lines;
      assert.equal(begin, 'info Restart #1 Staging: 3 servers in 1 request');
      assert.equal(refused, `error Restart #1 ${second.name} (${second.serverId}): rejected CPS.0158 not now`);
      assert.match(rest[0] ?? '', /^info Restart #1 web-01 \([0-9a-f]{32}\) job [0-9a-f]{32}: succeeded in \d+ s$/);
      assert.match(rest[1] ?? '', /^error Restart #1 web-03 .* job [0-9a-f]{32}: failed CPS\.0054 took too long$/);
      assert.match(rest[2] ?? '', /^info Restart #1 done: 1 succeeded, 1 failed, 1 rejected in \d+ s$/);
      assert.match(inEnglish(operation.targets[2]?.advice ?? ''), /status/);
    });
  });

  it('of 250 servers goes out in three requests of at most 100, and is watched in one call of three pages', async () => {
    await withCloud({ servers: 250, phonesPerServer: 0 }, async (harness, cloud) => {
      for (const server of cloud.fleet.servers.values()) {
        server.status = 5;
      }
      const targets = [...cloud.fleet.servers.values()].map(({ serverId: id, name }) => ({ id, name }));
      const operation = await harness.end(harness.start('restart', 'Staging', targets));
      assert.equal(new Set(resultsOf(operation)).size, 1);
      assert.equal(operation.requests, 3);
      const posts = cloud.requests.filter(({ method }) => method === 'POST');
      assert.equal(posts.length, 3);
      const looks = cloud.requests.filter(({ path }) => path.endsWith('/jobs'));
      assert.ok(looks.every(({ query }) => query['limit'] === '100'));
      assert.deepEqual(
        looks.slice(0, 3).map(({ query }) => query['offset']),
        ['0', '100', '200'],
      );
      assert.equal(
        [...cloud.actions.restarts.values()].every((count) => count === 1),
        true,
      );
    });
  });

  it('asks for at most 20 requests in one call, and no more for one whose jobs have all ended', async () => {
    const { cph, asked } = cloudWith((jobId, look) => (look <= 30 && jobId.endsWith('1') ? 'running' : 'succeeded'));
    const harness = new Harness(() => fakes({ cph }));
    const started = Array.from({ length: 25 }, (_, index) =>
      harness.start('restart', 'Staging', [{ id: serverId(index + 1), name: 'web' }]),
    );
    await harness.until(() => started.every(({ operation }) => operation().endedAt !== undefined));
    assert.deepEqual(
      asked.slice(0, 3).map(({ ids }) => ids.length),
      [20, 5, 2],
    );
  });

  it('asks at most one page per hundred unsettled jobs a poll, soon for what a poll had no room for, and for all in turn', async () => {
    // Of every request a part has ended by the first look: each has a page still, and fewer are unsettled.
    const ended = /[0-4]$/;
    let isOver = false;
    const { cph, asked } = cloudWith((jobId) => (isOver || ended.test(jobId) ? 'succeeded' : 'running'));
    const looks: { at: number; ids: string[]; unsettled: number }[] = [];
    const harness: Harness = new Harness(() =>
      fakes({
        cph: {
          ...cph,
          listJobs: (ids, page, signal) => {
            const at = harness.clock.now();
            const { targets = [] } = harness.operations.list()[0] ?? {};
            if (looks.at(-1)?.at !== at) {
              looks.push({ at, ids: [], unsettled: targets.filter(({ result }) => result === undefined).length });
            }
            looks.at(-1)?.ids.push(...(page.offset === 0 ? ids : []));
            return cph.listJobs?.(ids, page, signal) ?? Promise.reject(new Error('no jobs'));
          },
        },
      }),
    );
    const started = harness.start('restart', 'Staging', servers(8_000));
    await harness.until(() => looks.length >= 6);
    const [first, second, third, fourth] = looks;
    assert.ok(first && second && third && fourth);
    assert.deepEqual([first.unsettled, first.ids.length], [8_000, 80]);
    assert.deepEqual([second.unsettled, second.ids.length], [5_500, 55]);
    assert.equal(third.at - second.at, 2_500);
    assert.equal(new Set([...second.ids, ...third.ids]).size, 80, 'together they ask for all');
    assert.ok(fourth.at - third.at >= 5_000, 'and then it waits as usual');
    isOver = true;
    await harness.end(started);
    assert.ok(looks.every(({ ids, unsettled }) => ids.length <= Math.max(20, Math.ceil(unsettled / 100))));
    assert.ok(asked.length > looks.length);
    assert.equal(harness.clock.pending, 0);
  });

  for (const most of [1, 30, 99]) {
    it(`sees every job where the cloud gives ${most} rows a page, whatever it is asked for`, async () => {
      const { cph, asked } = cloudWith(() => 'succeeded');
      const listJobs: CphLike['listJobs'] = async (...[ids, { offset }]) =>
        (await cph.listJobs?.(ids, { offset, limit: most })) ?? [];
      const harness = new Harness(() => fakes({ cph: { ...cph, listJobs } }));
      const operation = await harness.end(harness.start('restart', 'Staging', servers(100)));
      assert.deepEqual([...new Set(resultsOf(operation))], ['succeeded']);
      assert.equal(asked.length, Math.ceil(100 / most));
    });
  }

  it('stops reading pages when a cloud repeats itself for ever', async () => {
    const { cph, asked } = cloudWith(() => 'running', {
      listJobs: (ids, { offset }) => {
        asked.push({ ids, offset });
        return Promise.resolve(Array.from({ length: 100 }, (_, row) => ({ jobId: `x${row}`, state: 'running' })));
      },
    });
    const harness = new Harness(() => fakes({ cph }));
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(5_000);
    assert.deepEqual(
      asked.map(({ offset }) => offset),
      [0, 100],
    );
  });

  it('matches ids in whatever spelling, takes a job over a code, and leaves out what it did not ask for', async () => {
    const dashed = 'AAAAAAAA-0000-0000-0000-000000000001';
    const [one, two] = ['aaaaaaaa000000000000000000000001', serverId(2)];
    const { cph } = cloudWith(() => 'succeeded', {
      restartServers: () =>
        Promise.resolve({
          requestId: 'r1',
          jobs: [
            { targetId: dashed, jobId: 'job1', code: 'CPS.0158', text: 'busy' },
            { targetId: one, code: 'CPS.0158' },
            { targetId: serverId(9), jobId: 'job9' },
            { targetId: two, text: 'no' },
          ],
        }),
      listJobs: () => Promise.resolve([{ jobId: 'JOB1', state: 'succeeded' }]),
    });
    const harness = new Harness(() => fakes({ cph }));
    const operation = await harness.end(
      harness.start('restart', 'Staging', [
        { id: one, name: 'one' },
        { id: two, name: 'two' },
      ]),
    );
    assert.deepEqual(resultsOf(operation), ['succeeded', 'rejected']);
    assert.equal(operation.targets[1]?.text, 'no');
    assert.match(harness.log.join(), /not asked for: 0+9/);
  });

  it('leaves unknown what the answer does not mention', async () => {
    const { cph } = cloudWith(() => 'succeeded', { restartServers: () => Promise.resolve({ jobs: [] }) });
    const harness = new Harness(() => fakes({ cph }));
    const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
    assert.equal(target.result, 'unknown');
    assert.match(inEnglish(target.text ?? ''), /does not mention/);
  });

  it('asks for each job by its own id where the answer has no request id', async () => {
    const states = [gone('CPS.0011'), 'running', 'failed'] as const;
    let look = 0;
    const { cph } = cloudWith(() => 'running', {
      restartServers: (ids) => Promise.resolve({ jobs: ids.map((id) => ({ targetId: id, jobId: 'j1' })) }),
      getJob: (jobId) => {
        const state = states[look++] ?? 'failed';
        return typeof state === 'string' ? Promise.resolve({ jobId, state }) : Promise.reject(state);
      },
    });
    const harness = new Harness(() => fakes({ cph }));
    const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
    assert.equal(target.result, 'failed');
    assert.equal(look, 3);
  });

  it('goes on when a job cannot be asked for by its id for a moment', async () => {
    let look = 0;
    const { cph } = cloudWith(() => 'running', {
      restartServers: (ids) => Promise.resolve({ jobs: ids.map((id) => ({ targetId: id, jobId: 'j1' })) }),
      getJob: (jobId) =>
        look++ === 0 ? Promise.reject(new ApiError('server', 'down')) : Promise.resolve({ jobId, state: 'succeeded' }),
    });
    const harness = new Harness(() => fakes({ cph }));
    const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
    assert.equal(target.result, 'succeeded');
  });

  for (const code of ['CPS.0050', 'CPS.0011']) {
    it(`keeps one forgotten request from spoiling the others (${code})`, async () => {
      const asked: string[] = [];
      const { cph } = cloudWith(() => 'running', {
        listJobs: (ids) => {
          asked.push(ids.join());
          return ids.includes('r2')
            ? Promise.reject(gone(code))
            : Promise.resolve(
                ids.map((id) => ({
                  jobId: `job-${serverId(Number(id.slice(1)))}`,
                  state: asked.length > 5 ? 'succeeded' : 'running',
                })),
              );
        },
      });
      const harness = new Harness(() => fakes({ cph }));
      const started = servers(3).map((target) => harness.start('restart', 'Staging', [target]));
      await harness.until(() => started.every(({ operation }) => operation().endedAt !== undefined));
      assert.deepEqual(
        started.map(({ operation }) => onlyTarget(operation()).result),
        ['succeeded', 'unknown', 'succeeded'],
      );
      assert.deepEqual(asked, ['r1,r2,r3', 'r1', 'r2', 'r3', 'r1,r3', 'r2', 'r1,r3']);
      assert.match(harness.lines.join('\n'), /error Restart #2 .*: unknown .*can no longer be followed: no jobs/);
    });
  }

  it('takes a request that was not known at once, and is a moment later, as running', async () => {
    let look = 0;
    const { cph } = cloudWith(() => 'running', {
      listJobs: () => {
        look += 1;
        return look % 2 === 1 && look < 5
          ? Promise.reject(gone('CPS.0050'))
          : Promise.resolve([{ jobId: `job-${serverId(1)}`, state: look > 5 ? 'succeeded' : 'running' }]);
      },
    });
    const harness = new Harness(() => fakes({ cph }));
    const target = onlyTarget(await harness.end(harness.start('restart', 'Staging', servers(1))));
    assert.equal(target.result, 'succeeded');
  });

  it('asks for one group alone, and when that works for several at a time', async () => {
    const waiting: (() => void)[] = [];
    const { cph } = cloudWith(() => 'running', {
      listJobs: () =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve([]);
          });
        }),
    });
    const harness = new Harness(() => fakes({ cph }));
    servers(221).forEach((target) => harness.start('restart', 'Staging', [target]));
    await harness.pass(5_000);
    assert.equal(waiting.length, 1);
    waiting[0]?.();
    await harness.rest();
    assert.equal(waiting.length, 9);
    waiting[1]?.();
    await harness.rest();
    assert.equal(waiting.length, 10);
    harness.operations.dispose();
  });

  it('ends a round early when the cloud goes away in the middle of it', async () => {
    let asked = 0;
    const { cph } = cloudWith(() => 'running', {
      listJobs: () => (asked++ < 2 ? Promise.resolve([]) : Promise.reject(new ApiError('network', 'away'))),
    });
    const harness = new Harness(() => fakes({ cph }));
    servers(400).forEach((target) => harness.start('restart', 'Staging', [target]));
    await harness.pass(5_000);
    assert.ok(asked < 12, `${asked} of 20`);
    assert.match(harness.log.join(), /asking again later: away/);
    harness.operations.dispose();
  });

  it('goes on with the other groups when the cloud refuses one, and stops the round when it is away', async () => {
    const asked: number[] = [];
    const errors = [new ApiError('server', 'inner'), undefined, new ApiError('network', 'away'), undefined, undefined];
    const { cph } = cloudWith(() => 'running', {
      listJobs: (ids) => {
        const error = errors[asked.length];
        asked.push(ids.length);
        return error === undefined ? Promise.resolve([]) : Promise.reject(error);
      },
    });
    const harness = new Harness(() => fakes({ cph }));
    servers(21).forEach((target) => harness.start('restart', 'Staging', [target]));
    await harness.pass(5_000);
    assert.deepEqual(asked, [20, 1]);
    await harness.pass(7_500);
    assert.deepEqual(asked, [20, 1, 20]);
    harness.operations.dispose();
  });

  it('sends nothing for what is no id of a server, and goes on with the others', async () => {
    const { cph } = following({ requestId: 'r1', jobId: 'j1' }, [[row('succeeded')]]);
    const harness = new Harness(() => fakes({ cph }));
    const operation = await harness.end(
      harness.start('restart', 'Staging', [{ id: 'web', name: 'no id' }, ...servers(1)]),
    );
    assert.deepEqual(resultsOf(operation), ['not sent', 'succeeded']);
    assert.equal(inEnglish(operation.targets[0]?.text ?? ''), 'its ID is not one of a server');
  });

  for (const [what, answer] of [
    ['its request', { requestId: 'r1', jobId: 'j1' }],
    ['its job', { jobId: 'j1' }],
    ['its request, which alone is known,', { requestId: 'r1' }],
  ] as const) {
    it(`asks for ${what} one interval after the answer, and less and less often while its job runs`, async () => {
      const running = row('running', { targetId: serverId(1) });
      const { at, target } = await restartOne(answer, [[running], [running], [running], [row('failed')]]);
      const isFound = !('jobId' in answer);
      // That the job was found is news: then the interval begins anew.
      assert.deepEqual(at, isFound ? [5_000, 10_000, 17_500, 28_750] : FIRST_LOOKS);
      assert.deepEqual([target.result, target.jobId], ['failed', 'j1']);
    });
  }

  it('that the answer left out is found by its server in whatever spelling, then by its job', async () => {
    const targetId = '00000000-0000-0000-0000-000000000001';
    const { cph, clock } = following({ requestId: 'r1' }, [
      [row('failed', { jobId: 'other' }), row('running', { jobId: 'J-1', targetId })],
      [row('failed', { jobId: 'older', targetId }), row('running')],
      [row('succeeded')],
    ]);
    const harness = new Harness(() => fakes({ cph }), clock);
    const started = harness.start('restart', 'Staging', servers(1));
    await harness.until(() => onlyTarget(started.operation()).jobId !== undefined);
    const { jobId, phase, result } = onlyTarget(started.operation());
    assert.deepEqual({ jobId, phase, result }, { jobId: 'J-1', phase: 'sent', result: undefined });
    assert.equal(onlyTarget(await harness.end(started)).result, 'succeeded');
  });

  it('that the answer left out and no job tells of is unknown, and not before the grace time is over', async () => {
    const { at, target, text } = await restartOne({ requestId: 'r1' }, [[row('failed', { targetId: serverId(2) })]]);
    assert.deepEqual([target.result, text], ['unknown', `${LEFT_OUT}: the cloud shows no job for it`]);
    assert.deepEqual(at, [...FIRST_LOOKS, 65_937.5]);
    assert.match(inEnglish(target.advice ?? ''), /^Check whether the phones of the server were updated since/);
  });

  it('whose job is known goes on while the cloud does not show it, until its time is over', async () => {
    const { harness, target } = await restartOne({ requestId: 'r1', jobId: 'j1' }, [[]]);
    assert.equal(target.result, 'timed out');
    assert.ok(harness.clock.elapsedMs() >= harness.settings.timeoutMs);
  });

  for (const [what, looks, result, text] of [
    [
      'no job was seen',
      [new ApiError('server', 'down')],
      'unknown',
      `${LEFT_OUT}: no job for it was seen within the time limit`,
    ],
    [
      'its job was found and runs on',
      [[row('running', { targetId: serverId(1) })]],
      'timed out',
      'did not end within the time limit; the cloud continues with it',
    ],
  ] as const) {
    it(`that the answer left out is ${result} when the time is over and ${what}`, async () => {
      const { target, text: said } = await restartOne({ requestId: 'r1' }, looks);
      assert.deepEqual([target.result, said], [result, text]);
    });
  }

  it('that the answer left out is unknown at once where nothing can tell of it', async () => {
    const { at, harness, text } = await restartOne({}, [[]]);
    assert.equal(text, `${LEFT_OUT}: it may or may not have been started`);
    assert.deepEqual([at, harness.clock.elapsedMs()], [[], 0]);
  });

  for (const [answer, text] of [
    [{ requestId: 'r1', jobId: 'j1' }, 'its job can no longer be followed: no jobs'],
    [{ jobId: 'j1' }, 'its job can no longer be followed: no jobs'],
    [{ requestId: 'r1' }, `${LEFT_OUT}: no job for it was found: no jobs`],
  ] as const) {
    it(`that the cloud forgot is unknown when it says so twice in a row (${Object.keys(answer).join(' and ')})`, async () => {
      const [forgot, running] = [gone('CPS.0050'), [row('running')]];
      const looks = 'jobId' in answer ? [forgot, running, forgot, running, forgot, forgot] : [forgot, forgot];
      const { at, target, text: said } = await restartOne(answer, looks);
      assert.deepEqual([target.result, target.code, said, at.length], ['unknown', 'CPS.0050', text, looks.length]);
      assert.match(
        inEnglish(target.advice ?? ''),
        'jobId' in answer ? /^The cloud no longer knows this job/ : /^Check whether the phones of the server/,
      );
    });
  }

  for (const answer of [{ requestId: 'r1', jobId: 'j1' }, { jobId: 'j1' }]) {
    it(`is not forgotten by a cloud that cannot answer for a while (${Object.keys(answer).join(' and ')})`, async () => {
      const errors = (['server', 'notFound', 'badResponse'] as const).map((kind) => new ApiError(kind, 'down'));
      const { harness, target } = await restartOne(answer, [...errors, [row('succeeded')]]);
      assert.equal(target.result, 'succeeded');
      assert.equal(harness.log.filter((line) => line.endsWith('asking again later: down')).length, errors.length);
    });
  }

  it('under an id that must not be sent does not spoil the answer for the others', async () => {
    const asked: string[] = [];
    const { cph } = cloudWith(() => 'running', {
      listJobs: (ids) => {
        asked.push(ids.join());
        return ids.includes('r2')
          ? Promise.reject(new ApiError('config', 'not an id', { didNotRun: true }))
          : Promise.resolve(ids.map((id) => row('succeeded', { jobId: `job-${serverId(Number(id.slice(1)))}` })));
      },
    });
    const harness = new Harness(() => fakes({ cph }));
    const started = servers(3).map((target) => harness.start('restart', 'Staging', [target]));
    await harness.until(() => started.every(({ operation }) => operation().endedAt !== undefined));
    assert.deepEqual(
      started.map(({ operation }) => onlyTarget(operation()).result),
      ['succeeded', 'unknown', 'succeeded'],
    );
    assert.deepEqual(asked, ['r1,r2,r3', 'r1', 'r2', 'r3', 'r2']);
  });

  it('stops reading pages when a cloud shows more jobs than were asked for', async () => {
    const { cph, asked } = cloudWith(() => 'running', {
      listJobs: (ids, { offset, limit }) => {
        asked.push({ ids, offset });
        return Promise.resolve(Array.from({ length: limit }, (_, at) => row('running', { jobId: `x${offset + at}` })));
      },
    });
    const harness = new Harness(() => fakes({ cph }));
    harness.start('restart', 'Staging', servers(1));
    await harness.pass(5_000);
    assert.deepEqual(
      asked.map(({ offset }) => offset),
      [0, 100],
    );
    harness.operations.dispose();
  });

  it('keeps the request id of what is rejected, believes a later job, and no entry without job and reason', async () => {
    const { cph } = cloudWith(() => 'succeeded', {
      restartServers: ([first = '', second = '', third = '']) =>
        Promise.resolve({
          requestId: 'r1',
          jobs: [
            { targetId: first, code: 'CPS.0158', text: 'busy' },
            { targetId: second, text: 'busy' },
            { targetId: second, jobId: 'j1' },
            { targetId: third },
          ],
        }),
      listJobs: (_ids, { offset }) => Promise.resolve(offset === 0 ? [row('succeeded')] : []),
    });
    const harness = new Harness(() => fakes({ cph }));
    const { targets } = await harness.end(harness.start('restart', 'Staging', servers(3)));
    assert.deepEqual(
      targets.map(({ result, requestId, jobId, code }) => [result, requestId, jobId, code]),
      [
        ['rejected', 'r1', undefined, 'CPS.0158'],
        ['succeeded', 'r1', 'j1', undefined],
        ['unknown', 'r1', undefined, undefined],
      ],
    );
  });

  for (const answer of [{ requestId: 'r1', jobId: 'j1' }, { jobId: 'j1' }, { requestId: 'r1' }]) {
    it(`that was not sure is read again by its ${Object.keys(answer).join(' and ')}`, async () => {
      const looks: Rows[] = [[row('running', { targetId: serverId(1) })]];
      const { cph, clock } = following(answer, looks);
      const harness = new Harness(() => fakes({ cph }), clock);
      await harness.end(harness.start('restart', 'Staging', servers(1)));
      const { running, unread } = await harness.operations.readAgain(1);
      assert.deepEqual([running.map(({ id }) => id), unread], [[serverId(1)], []]);
      looks.push([row('succeeded', { targetId: serverId(1) })]);
      assert.deepEqual(await harness.operations.readAgain(1), { running: [], unread: [] });
      assert.deepEqual(resultsOf(await firstWhole(harness)), ['succeeded']);
    });
  }

  it('of which no job was seen is read again by its request', async () => {
    const looks: Rows[] = [[]];
    const { harness, target } = await restartOne({ requestId: 'r1' }, looks);
    assert.deepEqual([target.result, target.jobId], ['unknown', undefined]);
    looks.push([row('succeeded', { targetId: serverId(1) })]);
    assert.deepEqual(await harness.operations.readAgain(1), { running: [], unread: [] });
    assert.deepEqual(resultsOf(await firstWhole(harness)), ['succeeded']);
  });

  it('of which nothing can tell is not read again', async () => {
    const { at, harness } = await restartOne({}, [[row('succeeded', { targetId: serverId(1) })]]);
    const { running, unread } = await harness.operations.readAgain(1);
    assert.deepEqual([running, unread.map(({ id }) => id), at], [[], [serverId(1)], []]);
  });
});
