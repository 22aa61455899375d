import assert from 'node:assert/strict';
import { type Fetch } from '../../../../src/api/http/fetch';
import { apiError, PROJECT_ID } from '../../../support/api';
import { InMemorySecrets } from '../../../support/inMemorySecrets';
import { fakes, Harness, resultsOf, servers } from '../../../support/operations/harness';
import { openWindowOver } from '../../../support/signIn';
import { TestClock } from '../../../support/testClock';
import { theProject } from '../../../support/theProject';
import { until } from '../../../support/until';

const PAGE = { offset: 0, limit: 100 };
const KEY = { accessKeyId: 'AKAKAKAKAKAKAKAKAKAK', secretAccessKey: 'sksksksksksksksksksksksksksksksksksksksk' };
const OTHER_KEY = { accessKeyId: 'BKBKBKBKBKBKBKBKBKBK', secretAccessKey: 'tktktktktktktktktktktktktktktktktktktktk' };
const STORED = 'cloudPhone.credential.Staging';

type Answered = Awaited<ReturnType<Fetch>>;

const answered = (status: number, body: unknown, retryAfter: string | null = null): Answered => ({
  status,
  headers: { get: (name) => (name === 'retry-after' ? retryAfter : null) },
  text: () => Promise.resolve(JSON.stringify(body)),
});

/** What the cloud says to each path. */
const EVERYTHING = answered(200, {
  error_code: '0',
  request_id: 'r',
  count: 0,
  servers: [],
  phones: [],
  result: [],
  projects: [{ id: PROJECT_ID, name: 'cn-north-4', enabled: true }],
  jobs: servers(2).map(({ id }) => ({ job_id: `j-${id}`, server_id: id, status: 2 })),
});

describe('the first request with an access key', () => {
  const project = theProject({ name: 'Staging', region: 'cn-north-4', projectId: PROJECT_ID });
  const credential = {
    kind: 'accessKey',
    ...KEY,
    projects: { [PROJECT_ID]: { projectName: 'cn-north-4' } },
    label: 'x',
    hosts: { iam: project.hosts.iam, services: [project.hosts.cph, project.hosts.koophone] },
  };

  /** A window whose account has an access key that was not tried yet; the first answer of the cloud is held back. */
  const open = () => {
    const sent: string[] = [];
    const held: ((answer: Answered) => void)[] = [];
    const fetch: Fetch = (url, { method, headers }) => {
      const key = /Access=(..)/.exec(headers['Authorization'] ?? '')?.[1] ?? '';
      sent.push(`${key} ${method} ${new URL(url).pathname.split('/').at(-1) ?? ''}`);
      return sent.length > 1 ? Promise.resolve(EVERYTHING) : new Promise((resolve) => held.push(resolve));
    };
    const clock = new TestClock();
    const secrets = new InMemorySecrets();
    secrets.stored.set(STORED, JSON.stringify(credential));
    const window = openWindowOver(secrets, clock, { fetch });
    const { sessions } = window;
    const cph = () => window.clients(project).cph;
    const koophone = () => window.clients(project).koophone;
    const signIn = async (key = KEY): Promise<void> => {
      const proof = await sessions.prove(project, { kind: 'accessKey', ...key });
      await sessions.keep(project, proof, { password: false });
    };
    const trial = cph().listServers(PAGE);
    const isHeld = () => until(() => held.length === 1, 'the trial to be on its way');
    const answer = (answer = EVERYTHING) => held[0]?.(answer);
    return { clock, sent, sessions, secrets, cph, koophone, signIn, trial, isHeld, answer };
  };

  it('frees those that wait for its answer when the person has signed in again with the same key meanwhile', async () => {
    const { sent, cph, signIn, trial, isHeld, answer } = open();
    await isHeld();
    const waiting = cph().listPhones(PAGE);
    await signIn();
    answer();
    await Promise.all([trial, waiting, cph().listPhones(PAGE)]);
    assert.deepEqual(sent, ['AK GET servers', 'AK GET projects', 'AK GET phones', 'AK GET phones']);
  });

  it('frees them for another key when the person has signed in with that meanwhile', async () => {
    const { sent, cph, signIn, trial, isHeld, answer } = open();
    await isHeld();
    const waiting = cph().listPhones(PAGE);
    await signIn(OTHER_KEY);
    answer();
    await Promise.all([trial, waiting]);
    assert.deepEqual(sent, ['AK GET servers', 'BK GET projects', 'BK GET phones']);
  });

  it('frees them for another key also where it was refused, and is itself repeated with that key', async () => {
    const { sent, cph, signIn, trial, isHeld, answer } = open();
    await isHeld();
    const waiting = cph().listPhones(PAGE);
    await signIn(OTHER_KEY);
    answer(answered(401, { error_code: 'APIGW.0301' }));
    await Promise.all([trial, waiting]);
    assert.deepEqual(sent.slice(0, 2), ['AK GET servers', 'BK GET projects']);
    assert.deepEqual(sent.slice(2).sort(), ['BK GET phones', 'BK GET servers']);
  });

  const ends: [string, (window: ReturnType<typeof open>) => Promise<void>, RegExp][] = [
    ['signed out', ({ sessions }) => sessions.signOut('Staging'), /^Sign in to Staging first/],
    ['signed out in another window', ({ secrets }) => secrets.delete(STORED), /^Sign in to Staging first/],
    [
      'seen refused in another window',
      ({ secrets }) => secrets.store(STORED, JSON.stringify({ ...credential, stopped: true })),
      /^Sign in to Staging again: the cloud refused the access key/,
    ],
  ];
  for (const [what, change, says] of ends) {
    it(`lets them end with a sentence when the account was ${what} meanwhile`, async () => {
      const window = open();
      await window.isHeld();
      const waiting = apiError(window.cph().listPhones(PAGE));
      const changed = new Promise<void>((resolve) => {
        window.sessions.onDidChange(() => {
          resolve();
        });
      });
      await change(window);
      await changed;
      await apiError(window.cph().listServers(PAGE));
      window.answer();
      await window.trial;
      const { kind, message, info } = await waiting;
      assert.deepEqual([kind, info.didNotRun], ['auth', true]);
      assert.match(message, says);
      assert.deepEqual(window.sent, ['AK GET servers']);
    });
  }

  it('does not keep others from asking another host while it waits for its turn at a throttled one', async () => {
    const { clock, sent, koophone, trial, isHeld, answer } = open();
    await isHeld();
    answer(answered(429, { error_code: 'APIGW.0308' }, '50'));
    await until(() => clock.nextDelayMs === 50_000, 'its host to be left alone');
    await koophone().listInstances({ pageNo: 1, pageSize: 10 });
    assert.deepEqual(sent, ['AK GET servers', 'AK GET batch-query']);
    clock.advance(50_000);
    await trial;
    assert.equal(sent.length, 3);
  });

  it('does not stop the polling of its project’s operations when the person has signed in again meanwhile', async () => {
    const { clock, cph, signIn, trial, isHeld, answer } = open();
    const clients = fakes({
      cph: {
        restartServers: (ids) =>
          Promise.resolve({ requestId: 'r', jobs: ids.map((id) => ({ targetId: id, jobId: `j-${id}` })) }),
        listJobs: (...asked) => cph().listJobs(...asked),
      },
    });
    await isHeld();
    const engine = new Harness(() => clients, clock);
    const one = engine.start('restart', 'Staging', servers(1));
    await engine.pass(10_000);
    await signIn();
    answer();
    await trial;
    const other = engine.start('restart', 'Staging', servers(2).slice(1));
    const ended = [await engine.end(one), await engine.end(other)];
    assert.deepEqual(ended.flatMap(resultsOf), ['succeeded', 'succeeded']);
    engine.operations.dispose();
  });
});
