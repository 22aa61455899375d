import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Project } from '../../../../src/model/project';
import { Emitter } from '../../../../src/base/event';
import { FirstSteps } from '../../../../src/ui/tell/firstSteps';
import { theProject } from '../../../support/theProject';

import { until } from '../../../support/until';

describe('the first steps', () => {
  const keys = new Map<unknown, unknown>();
  const { executeCommand } = vscode.commands;
  before(() => {
    Reflect.set(vscode.commands, 'executeCommand', (_: string, key: unknown, value: unknown) => {
      keys.set(key, value);
      return Promise.resolve();
    });
  });
  after(() => {
    Reflect.set(vscode.commands, 'executeCommand', executeCommand);
  });

  let projects: Project[];
  let asked: number;
  let projectsChanged: vscode.EventEmitter<void>;
  let signedIn: Emitter<{ account: string }>;
  let steps: FirstSteps;
  beforeEach(() => {
    keys.clear();
    projects = [];
    asked = 0;
    projectsChanged = new vscode.EventEmitter();
    signedIn = new Emitter();
    steps = new FirstSteps({
      settings: { projects: () => ({ projects, problems: [] }), onDidChangeProjects: projectsChanged.event },
      sessions: {
        onDidChange: signedIn.event,
        signedInAccounts: (accounts) => {
          asked += 1;
          return Promise.resolve(accounts);
        },
      },
    });
  });
  afterEach(() => {
    steps.dispose();
  });

  it('are completed as the person does them, and no secret is read before a sign-in or sign-out', async () => {
    assert.deepEqual([...keys], [['cloudPhone.hasProject', false]]);
    projects = [theProject({ name: 'Mine', region: 'cn-north-4' })];
    projectsChanged.fire();
    assert.equal(keys.get('cloudPhone.hasProject'), true);
    assert.equal(asked, 0);
    signedIn.fire({ account: 'Mine' });
    await until(() => keys.get('cloudPhone.isSignedIn') === true, 'the sign-in');
    steps.dispose();
    projects = [];
    projectsChanged.fire();
    assert.equal(keys.get('cloudPhone.hasProject'), true);
  });

  it('are completed by Add Project too, which stores the sign-in before the settings name its account', async () => {
    signedIn.fire({ account: 'Mine' });
    await until(() => keys.get('cloudPhone.isSignedIn') === false, 'a look at no account');
    projects = [theProject({ name: 'Mine', region: 'cn-north-4' })];
    projectsChanged.fire();
    await until(() => keys.get('cloudPhone.isSignedIn') === true, 'the sign-in');
  });
});
