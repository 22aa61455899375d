import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ProjectsChange } from '../../../src/config/projectsText';
import { Settings } from '../../../src/ui/settings';

const configuration = () => vscode.workspace.getConfiguration('cloudPhone');
const write = (key: string, value: unknown): Thenable<void> =>
  configuration().update(key, value, vscode.ConfigurationTarget.Global);
const ID = '0'.repeat(32);

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
  let changes: ProjectsChange[];
  beforeEach(() => {
    changes = [];
    settings = new Settings((change) => {
      changes.push(change);
      return Promise.resolve('written');
    });
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

  it('have changes of the list of projects written, also that of a project that is not there', async () => {
    const { name, region } = { name: 'b', region: 'cn-east-3' };
    await settings.addProject({ name, region });
    await settings.updateProject('b', { projectId: ID });
    await settings.removeProject('b');
    assert.deepEqual(changes, [
      { kind: 'add', entries: [{ name, region }] },
      { kind: 'set', project: 'b', fields: { projectId: ID } },
      { kind: 'remove', project: 'b' },
    ]);
  });
});
