import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { signInTo } from '../../../../src/commands/signIn/signIn';
import { type Project } from '../../../../src/model/project';
import { theProject } from '../../../support/theProject';
import { type Bench, openBench } from '../../../support/signIn';
import { until } from '../../../support/until';
import { type Box, goBack, pressEnter, pressEscape, WatchedWindow } from '../../support/window';

const WAYS = ['Access key (recommended)', 'IAM user', 'IAM user with MFA', 'Token'];
const PASSCODE = '123456';
const isCancelled = (error: unknown): boolean => error instanceof vscode.CancellationError;

describe('the questions of signing in', () => {
  let bench: Bench;
  let window: WatchedWindow;
  /** The fields that were written into the setting, one entry for each write. */
  let written: Readonly<Record<string, unknown>>[];
  let configured: Project[];
  let canWrite: boolean;

  const open = async (options: Parameters<typeof openBench>[0] = {}): Promise<void> => {
    bench = await openBench(options);
    configured = [bench.project({ projectId: undefined })];
  };
  beforeEach(async () => {
    window = new WatchedWindow();
    written = [];
    canWrite = true;
    await open();
  });
  afterEach(async () => {
    window.dispose();
    await pressEscape();
    await bench.close();
  });

  const signIn = (project = configured[0] ?? bench.project()): Promise<void> =>
    signInTo(project, {
      sessions: bench.sessions,
      log: bench.log,
      settings: {
        projects: () => ({ projects: configured, problems: [] }),
        updateProject: (name, fields) => {
          written.push({ name, ...fields });
          return canWrite ? Promise.resolve('written') : Promise.reject(new vscode.CancellationError());
        },
      },
    });
  const type = async (...answers: string[]): Promise<Box[]> => {
    const boxes: Box[] = [];
    for (const answer of answers) {
      boxes.push(await window.type(answer));
    }
    return boxes;
  };
  /** Answers a box again that stayed open. */
  const again = async (box: Box, text: string): Promise<void> => {
    await window.fill(box, text);
    await pressEnter();
  };
  const labels = (box: Box | undefined): string[] =>
    box !== undefined && 'items' in box ? box.items.map(({ label }) => label) : [];
  const messageOf = (box: Box | undefined): string => {
    const message = box !== undefined && 'validationMessage' in box ? box.validationMessage : undefined;
    return typeof message === 'string' ? message : (message?.message ?? '');
  };
  const says = (box: Box | undefined, words: string): Promise<void> =>
    until(() => messageOf(box).includes(words), words);
  const projectIds = () => (bench.cloud.directory[0]?.projects ?? []).map(({ projectId }) => projectId);

  it('offer the ways in their order, and take an access key: two boxes, then the project', async () => {
    const { accessKeyId, secretAccessKey } = bench.cloud.account.accessKey;
    const signingIn = signIn();
    const [ways, id, secret] = await type(WAYS[0] ?? '', accessKeyId, 'not-the-secret');
    assert.deepEqual(labels(ways), WAYS);
    assert.deepEqual(
      [id && 'password' in id && id.password, secret && 'password' in secret && secret.password],
      [false, true],
    );
    await says(secret, 'not accepted');
    assert.equal(bench.secrets.stored.size, 0);
    assert.ok(secret);
    await again(secret, ` ${secretAccessKey} `);
    const [projects] = await type('cn-north-4_lab');
    assert.deepEqual(labels(projects), ['cn-north-4', 'cn-north-4_lab']);
    await signingIn;
    assert.deepEqual(written, [{ name: 'Simulated cloud', projectId: projectIds()[1] }]);
    assert.equal(await bench.sessions.state(bench.project({ projectId: projectIds()[1] })), 'signedIn');
  });

  it('end well when the project id cannot be written into the settings: the sign-in works without it', async () => {
    canWrite = false;
    const { accessKeyId, secretAccessKey } = bench.cloud.account.accessKey;
    const signingIn = signIn();
    await type(WAYS[0] ?? '', accessKeyId, secretAccessKey, 'cn-north-4_lab');
    await signingIn;
    assert.deepEqual(written, [{ name: 'Simulated cloud', projectId: projectIds()[1] }]);
    assert.deepEqual(window.messages, []);
    assert.equal(await bench.sessions.state(bench.project({ projectId: projectIds()[1] })), 'signedIn');
  });

  it('write nothing into an entry that was edited while they were open', async () => {
    const { accessKeyId, secretAccessKey } = bench.cloud.account.accessKey;
    const [project] = configured;
    assert.ok(project);
    const signingIn = signIn(project);
    await type(WAYS[0] ?? '', accessKeyId, secretAccessKey);
    configured = [{ ...project, projectId: projectIds()[0] ?? '' }];
    await type('cn-north-4_lab');
    await signingIn;
    assert.deepEqual(written, []);
  });

  it('go back past the questions that were not asked, and keep the typed texts', async () => {
    const { domain, user, password } = bench.attempt;
    const signingIn = signIn(bench.project());
    await type('IAM user', domain, user, password);
    await window.nextBox();
    await goBack();
    const asked = await window.nextBox();
    assert.ok('password' in asked && asked.password);
    await goBack();
    const name = await window.nextBox();
    assert.equal(name.value, user);
    await goBack();
    await window.nextBox();
    await goBack();
    const ways = await window.nextBox();
    assert.deepEqual(labels(ways), WAYS);
    await pressEscape();
    await assert.rejects(signingIn, isCancelled);
    assert.equal(bench.secrets.stored.size, 0);
    assert.deepEqual([...bench.sessions.liveSecrets()], []);
  });

  it('ask for a passcode of MFA, and for another one when a sub-project is chosen', async () => {
    await bench.close();
    await open({ accounts: [{ domain: 'acct1', user: 'dev1', password: 'Simulated-1', passcode: PASSCODE }] });
    const { userId } = bench.cloud.account;
    const person = bench.cloud.directory[0]?.users[0];
    assert.ok(person);
    const signingIn = signIn();
    const boxes = await type('IAM user with MFA', 'acct1', 'dev1', 'Simulated-1', userId, PASSCODE);
    assert.deepEqual(
      boxes.slice(1).map((box) => `${box.step ?? ''}/${box.totalSteps ?? ''}`),
      ['1/5', '2/5', '3/5', '4/5', '5/5'],
    );
    const projects = await window.nextBox();
    person.passcode = '222222';
    await again(projects, 'cn-north-4_lab');
    const [again1] = await type('000000');
    await says(again1, 'passcode');
    assert.ok(again1);
    await again(again1, '222222');
    await signingIn;
    assert.deepEqual(written, [{ name: 'Simulated cloud', projectId: projectIds()[1] }]);
    assert.ok(!bench.secrets.text.includes('Simulated-1'));
  });

  it('offer the sign-in of another account, and write the chosen project into the setting', async () => {
    await bench.signIn(bench.project(), { password: true }, { kind: 'accessKey', ...bench.cloud.account.accessKey });
    const second = bench.project({ name: 'Second', projectId: undefined });
    configured = [bench.project(), second];
    const signingIn = signIn(second);
    const [ways] = await type('Same as Simulated cloud', 'cn-north-4_lab');
    assert.deepEqual(labels(ways), [...WAYS, 'Same as Simulated cloud']);
    await signingIn;
    assert.deepEqual(written, [{ name: 'Second', account: 'Simulated cloud', projectId: projectIds()[1] }]);
  });

  it('say in the box why another account cannot be used, and go on from there', async () => {
    await bench.signIn();
    const second = bench.project({ name: 'Second', projectId: undefined });
    configured = [bench.project(), second];
    bench.cloud.faults.next({
      path: '/v3/auth/projects',
      fault: { status: 403, body: { error: { code: 403, message: 'no', title: 'Forbidden' } } },
    });
    const signingIn = signIn(second);
    const [ways] = await type('Same as Simulated cloud');
    assert.ok(ways);
    await until(() => ways.placeholder?.startsWith('Permission denied') === true, 'the reason');
    assert.equal(ways.enabled, true);
    await pressEscape();
    await assert.rejects(signingIn, isCancelled);
    assert.deepEqual(written, []);
  });

  it('begin with the hosts that are not the provider’s, by name; No sends and asks nothing', async () => {
    const endpoints = { iam: 'https://iam.example.com', cph: 'https://cph.example.com', koophone: bench.cloud.origin };
    const elsewhere = theProject({ name: 'Elsewhere', region: 'cn-north-4', endpoints });
    await assert.rejects(signIn(elsewhere), isCancelled);
    const [asked] = window.messages;
    assert.ok(asked?.isModal);
    assert.match(asked.text, /Elsewhere/);
    assert.match(asked.detail, /https:\/\/iam\.example\.com, https:\/\/cph\.example\.com\./);
    assert.ok(!asked.detail.includes(bench.cloud.origin));
    window.answer = ({ buttons }) => buttons[0];
    const signingIn = signIn(elsewhere);
    assert.deepEqual(labels(await window.nextBox()), WAYS);
    await pressEscape();
    await assert.rejects(signingIn, isCancelled);
    assert.equal(bench.cloud.requests.length, 0);
  });

  it('do not begin with the hosts when these are the provider’s or this computer', async () => {
    const signingIn = signIn();
    await window.nextBox();
    assert.deepEqual(window.messages, []);
    await pressEscape();
    await assert.rejects(signingIn, isCancelled);
  });

  const token = async (): Promise<void> => {
    await type('Token', bench.cloud.issueToken());
  };

  it('end with one about memory when the sign-in cannot be stored; Yes keeps it, once and for the window', async () => {
    bench.secrets.failure = { on: 'store', error: new Error('locked') };
    window.answer = ({ buttons }) => buttons[0];
    const signingIn = signIn(bench.project());
    await token();
    await signingIn;
    assert.deepEqual(
      window.messages.map(({ text, buttons }) => [text, buttons]),
      [['The sign-in of Simulated cloud cannot be stored. Keep it in memory?', ['Keep Until the Window Closes']]],
    );
    assert.equal(await bench.sessions.state(bench.project()), 'signedIn');
    assert.equal(await bench.openWindow().sessions.state(bench.project()), 'signedOut');
  });

  it('end with one about memory when the sign-in cannot be stored; No keeps nothing', async () => {
    bench.secrets.forgets = true;
    const signingIn = signIn(bench.project());
    await token();
    await assert.rejects(signingIn, isCancelled);
    assert.equal(window.messages.length, 1);
    assert.equal(await bench.sessions.state(bench.project()), 'signedOut');
    assert.deepEqual([...bench.sessions.liveSecrets()], []);
  });

  it('are asked also while the secret store does not answer', async () => {
    await bench.signIn();
    const other = bench.openWindow();
    bench.secrets.hangsOn = new Set(['get']);
    const signingIn = signInTo(bench.project({ name: 'Second' }), {
      sessions: other.sessions,
      log: other.log,
      settings: {
        projects: () => ({ projects: [bench.project()], problems: [] }),
        updateProject: () => Promise.resolve('written'),
      },
    });
    await until(() => bench.secrets.hanging > 0, 'the store to be asked');
    bench.clock.advance(1000);
    assert.deepEqual(labels(await window.nextBox()), WAYS);
    await pressEscape();
    await assert.rejects(signingIn, isCancelled);
  });
});
