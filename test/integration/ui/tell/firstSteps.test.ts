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

  it('are completed as the person does them, and no secret is read before a sign-in or sign-out', async () => {
    let projects: Project[] = [];
    let asked = 0;
    const projectsChanged = new vscode.EventEmitter<void>();
    const signedIn = new Emitter<{ account: string }>();
    const steps = new FirstSteps({
      settings: { projects: () => ({ projects, problems: [] }), onDidChangeProjects: projectsChanged.event },
      sessions: {
        onDidChange: signedIn.event,
        signedInAccounts: (accounts) => {
          asked += 1;
          return Promise.resolve(accounts);
        },
      },
    });
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
});
