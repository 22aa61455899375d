import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type ShownRequest } from '../../../../src/api/request/buildRequest';
import { type Target } from '../../../../src/model/operation';
import { type Plan } from '../../../../src/model/plan';
import { type Verb } from '../../../../src/model/verbs';
import { asCurl } from '../../../../src/operations/output/curl';
import { asHttp } from '../../../../src/operations/output/httpText';
import { type PlanList } from '../../../../src/operations/plan/candidates';
import { makePlan } from '../../../../src/operations/plan/plan';
import { type Cloud } from '../../../cloud/cloud';
import { runState } from '../../../cloud/state/fleet';
import { type RecordedRequest } from '../../../cloud/wire/requestLog';
import { fakes, Harness, instances, servers, withCloud } from '../../../support/operations/harness';
import { NO_GUARD, startPlan, projectNamed } from '../../../support/operations/planned';

const PROJECT = 'Staging';

/** A request in the form in which all of its four tellings can be compared. */
interface Told {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Of the wire, not of the request; and a request's own id, which is made anew each time. */
const OF_THE_WIRE = ['host', 'content-length', 'accept-encoding', 'x-auth-token', 'x-request-id'];

function told(method: string, url: URL, headers: Iterable<[string, unknown]>, body: string): Told {
  const rows = [...headers].map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method,
    path: url.pathname + url.search,
    headers: Object.fromEntries(rows.filter(([name]) => !OF_THE_WIRE.includes(name)).sort()),
    body,
  };
}

const shown = ({ method, url, headers, body }: ShownRequest): Told =>
  told(method, new URL(url), Object.entries(headers), body ?? '');

const received = ({ method, path, query, headers, text }: RecordedRequest): Told => {
  const url = new URL(path, 'http://cloud');
  Object.entries(query).forEach(([name, value]) => {
    url.searchParams.set(name, value);
  });
  return told(method, url, Object.entries(headers), text);
};

/** Lets a real shell read commands, with something in the place of curl that tells its words. */
function wordsOf(commands: string): string[][] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; printf 'end\\0'; }\n${commands}\n`;
  const { stdout, status, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TOKEN: 'the-token' },
  });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  const calls = stdout.split('end\0').slice(0, -1);
  return calls.map((call) => call.split('\0').slice(0, -1));
}

/** What curl would send for these words. */
function curled(words: readonly string[]): Told {
  const [globoff, request, method = '', url = '', ...rest] = words;
  assert.deepEqual([globoff, request], ['--globoff', '--request']);
  const headers: [string, string][] = [];
  let body = '';
  for (let at = 0; at < rest.length; at += 2) {
    const [name, value = ''] = rest.slice(at);
    if (name === '--header') {
      const [, header = '', text = ''] = /^([^:]+): (.*)$/.exec(value) ?? [];
      headers.push([header, text]);
    } else {
      assert.equal(name, '--data-raw');
      body = value;
    }
  }
  assert.equal(headers.find(([name]) => name === 'X-Auth-Token')?.[1], 'the-token');
  return told(method, new URL(url), headers, body);
}

/** What a person reads in a preview. */
function readHttp(text: string): Told {
  const [head = '', ...body] = text.split('\n\n');
  const [first = '', ...rows] = head.split('\n');
  const [method = '', url = ''] = first.split(' ');
  const headers = rows.map((row): [string, string] => {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(row) ?? [];
    return [name, value];
  });
  return told(method, new URL(url), headers, JSON.stringify(JSON.parse(body.join('\n\n'))));
}

const hostile: readonly Target[] = [
  `';id;'`,
  '$(id)',
  '`id`',
  '"$TOKEN"',
  '\\',
  "'\\''",
  '!!',
  '@etc',
  '*',
  '用户',
].map((userId, index) => ({ id: `kp${index}`, name: userId, userId }));

const CASES: readonly (readonly [verb: Verb, targets: readonly Target[], path: string])[] = [
  ['restart', servers(250), 'batch-restart'],
  ['reboot', instances(101), 'instances/reboot'],
  ['unassign', instances(21), 'instances/unassign'],
  ['unassign', hostile, 'instances/unassign'],
];

/** A plan over exactly these, all of which are in a state that the verb fits. */
function planFor(verb: Verb, targets: readonly Target[], origin?: string): Plan {
  const project = projectNamed(PROJECT, origin);
  const list: PlanList =
    verb === 'restart'
      ? { kind: 'server', rows: targets.map(({ id, name }) => ({ id, name, status: 5 })) }
      : {
          kind: 'instance',
          rows: targets.map((target) => ({ ...target, runningStatus: 2, isAssigned: true, isLoggedIn: false })),
        };
  return makePlan({ verb, project, chosen: targets, list, operations: [], guard: NO_GUARD, now: 0 });
}

/** Before an unassign its instances are read again: the cloud has them as the plan does. */
function putInto({ fleet }: Cloud, targets: readonly Target[]): void {
  const [pattern] = fleet.instances.values();
  assert.ok(pattern);
  for (const { id, name, userId } of targets) {
    if (userId !== undefined) {
      const state = { runningStatus: runState.running, frozen: false, loggedIn: false, assignUser: userId };
      fleet.instances.set(id, { ...pattern, instanceId: id, name, ...state });
    }
  }
}

describe('the preview of a plan', () => {
  for (const [verb, targets, path] of CASES) {
    it(`says of ${targets.length} to ${verb} what is then sent, and so does its curl`, async () => {
      await withCloud({}, async (harness, cloud: Cloud) => {
        putInto(cloud, targets);
        const plan = planFor(verb, targets, cloud.origin);
        const previewed = await harness.operations.preview(plan);
        assert.deepEqual(cloud.requests, []);
        assert.deepEqual(harness.changes, []);

        harness.settings.maxConcurrentRequests = 1;
        startPlan(harness.operations, plan);
        const sent = () => cloud.requests.filter((request) => request.path.endsWith(path));
        await harness.until(() => sent().length >= previewed.length);
        const truth = sent().slice(0, previewed.length).map(received);

        assert.deepEqual(previewed.map(shown), truth);
        assert.deepEqual(wordsOf(asCurl(previewed)).map(curled), truth);
        assert.deepEqual(
          previewed.map((request) => readHttp(asHttp(request, 'token'))),
          truth,
        );
      });
    });
  }

  it('has no secret in it, in whichever way the project is signed in', async () => {
    await withCloud({}, async ({ operations }, cloud) => {
      const [one] = await operations.preview(planFor('reboot', instances(1)));
      assert.ok(one);
      const [token, signature, curl] = [asHttp(one, 'token'), asHttp(one, 'signature'), asCurl([one])] as const;
      assert.match(token, /^X-Auth-Token: \$TOKEN$/m);
      assert.match(signature, /^Authorization: SDK-HMAC-SHA256 \$SIGNATURE$/m);
      assert.doesNotMatch(signature, /X-Auth-Token/);
      assert.match(curl, /--header "X-Auth-Token: \$TOKEN"/);
      assert.deepEqual(cloud.requests, []);
    });
  });

  it('writes a request without a body without one', () => {
    const request = { method: 'GET', url: 'http://[::1]:8080/v1/a?b=%20', headers: { Accept: 'x' } } as const;
    assert.equal(asHttp(request, 'token'), 'GET http://[::1]:8080/v1/a?b=%20\nAccept: x\nX-Auth-Token: $TOKEN');
    assert.deepEqual(wordsOf(asCurl([request])), [
      ['--globoff', '--request', 'GET', request.url, '--header', 'Accept: x', '--header', 'X-Auth-Token: the-token'],
    ]);
  });

  it('fails as the sending would where the project is signed out', async () => {
    const signedOut = () => Promise.reject(new Error('signed out'));
    const harness = new Harness(() => ({ ...fakes({}), cph: signedOut }));
    const plan = { verb: 'restart', project: PROJECT, targets: servers(1), requests: [] } as const;
    await assert.rejects(harness.operations.preview(plan), /signed out/);
    harness.operations.dispose();
  });
});
