import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Settings } from '../../../src/ui/settings';

const configuration = () => vscode.workspace.getConfiguration('cloudPhone');
const write = (key: string, value: unknown): Thenable<void> =>
  configuration().update(key, value, vscode.ConfigurationTarget.Global);
const raw = (): unknown => configuration().get('projects');

const KEYS = [
  'projects',
  'requestTimeoutSeconds',
  'maxConcurrentRequests',
  'jobs.pollIntervalSeconds',
  'jobs.timeoutMinutes',
  'refreshIntervalSeconds',
  'audit.keepDays',
];

describe('the settings', () => {
  let settings: Settings;
  beforeEach(() => {
    settings = new Settings();
  });
  afterEach(async () => {
    settings.dispose();
    for (const key of KEYS) {
      await write(key, undefined);
    }
  });

  it('have the documented defaults', () => {
    assert.equal(settings.requestTimeoutMs(), 30_000);
    assert.equal(settings.maxConcurrentRequests(), 8);
    assert.equal(settings.pollIntervalMs(), 5000);
    assert.equal(settings.jobsTimeoutMs(), 30 * 60_000);
    assert.equal(settings.refreshIntervalMs(), 0);
    assert.equal(settings.auditKeepDays(), 400);
    assert.deepEqual(settings.projects(), { projects: [], problems: [] });
  });

  it('are read anew each time, in the units of the code', async () => {
    await write('requestTimeoutSeconds', 2);
    await write('maxConcurrentRequests', 3);
    await write('jobs.pollIntervalSeconds', 1.5);
    await write('jobs.timeoutMinutes', 2);
    await write('refreshIntervalSeconds', 60);
    await write('audit.keepDays', 30.5);
    assert.equal(settings.requestTimeoutMs(), 2000);
    assert.equal(settings.maxConcurrentRequests(), 3);
    assert.equal(settings.pollIntervalMs(), 1500);
    assert.equal(settings.jobsTimeoutMs(), 120_000);
    assert.equal(settings.refreshIntervalMs(), 60_000);
    assert.equal(settings.auditKeepDays(), 30);
  });

  it('have the default in place of a value that makes no sense', async () => {
    for (const value of [0, -1, 'soon', null]) {
      for (const key of KEYS.slice(1)) {
        await write(key, value);
      }
      assert.equal(settings.requestTimeoutMs(), 30_000);
      assert.equal(settings.maxConcurrentRequests(), 8);
      assert.equal(settings.pollIntervalMs(), 5000);
      assert.equal(settings.jobsTimeoutMs(), 1_800_000);
      assert.equal(settings.refreshIntervalMs(), 0);
      assert.equal(settings.auditKeepDays(), 400);
    }
  });

  it('are lowered to the greatest value that the manifest allows: a longer wait would overflow the timer', async () => {
    for (const key of KEYS.slice(1)) {
      await write(key, 1e9);
    }
    assert.equal(settings.requestTimeoutMs(), 600_000);
    assert.equal(settings.maxConcurrentRequests(), 64);
    assert.equal(settings.pollIntervalMs(), 300_000);
    assert.equal(settings.jobsTimeoutMs(), 24 * 3_600_000);
    assert.equal(settings.refreshIntervalMs(), 3_600_000);
    assert.equal(settings.auditKeepDays(), 36_500);
  });

  it('allow at most one refresh a second', async () => {
    await write('refreshIntervalSeconds', 0.001);
    assert.equal(settings.refreshIntervalMs(), 1000);
  });

  it('fire an event when the projects or an interval changed, and for no other change', async () => {
    let projects = 0;
    let pace = 0;
    settings.onDidChangeProjects(() => (projects += 1));
    settings.onDidChangePace(() => (pace += 1));
    await write('requestTimeoutSeconds', 7);
    assert.deepEqual([projects, pace], [0, 0]);
    await write('projects', [{ name: 'a', region: 'cn-north-4' }]);
    assert.deepEqual([projects, pace], [1, 0]);
    await write('refreshIntervalSeconds', 30);
    assert.deepEqual([projects, pace], [1, 1]);
    assert.equal(settings.project('a')?.region, 'cn-north-4');
    assert.equal(settings.project('b'), undefined);
  });

  it('add, change and remove one project, and leave every other entry as it is, also an invalid one', async () => {
    const before = [{ name: 'a', region: 'cn-north-4', extra: { kept: true } }, 'nonsense', { name: 7 }, null];
    await write('projects', before);
    await settings.addProject({ name: 'b', region: 'cn-east-3' });
    assert.deepEqual(raw(), [...before, { name: 'b', region: 'cn-east-3' }]);
    await settings.updateProject('b', { projectId: '0'.repeat(32) });
    assert.deepEqual(raw(), [...before, { name: 'b', region: 'cn-east-3', projectId: '0'.repeat(32) }]);
    await settings.updateProject('a', { account: 'main' });
    await settings.removeProject('b');
    assert.deepEqual(raw(), [{ ...(before[0] as object), account: 'main' }, ...before.slice(1)]);
  });

  it('add a project also when the setting is not a list', async () => {
    await write('projects', 'nonsense');
    assert.equal(settings.projects().problems.length, 1);
    await settings.addProject({ name: 'b', region: 'cn-east-3' });
    assert.deepEqual(raw(), [{ name: 'b', region: 'cn-east-3' }]);
  });
});
