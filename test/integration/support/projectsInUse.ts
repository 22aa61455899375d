import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type CommandContext } from '../../../src/commands/context';
import { type Operation } from '../../../src/model/operation';
import { type Project } from '../../../src/model/project';
import { theProject } from '../../support/theProject';
import { type WatchedWindow } from './window';

/** @returns a project of that name; without an account it has a sign-in of its own */
export const projectOf = (name: string, account?: string): Project =>
  theProject({ name, region: 'cn-north-4', ...(account === undefined ? {} : { account }) });

/** Projects with operations that have not ended, and what the commands did with them. */
export class ProjectsInUse {
  running: Operation[] = [];
  /** What was done, in turn. */
  readonly done: string[] = [];
  /** Whether the settings can be written. When not, the person closes the message that says so. */
  canWrite = true;
  /** What signing out fails with. */
  fault: Error | undefined;

  constructor(readonly projects: Project[]) {}

  /** Lets an operation run. */
  run(number: number, project: string): void {
    this.running.push({ number, project } as unknown as Operation);
  }

  get context(): CommandContext {
    return {
      settings: {
        projects: () => ({ projects: this.projects, problems: [] }),
        project: (name: string) => this.projects.find((project) => project.name === name),
        removeProject: (name: string) => {
          if (!this.canWrite) {
            return Promise.reject(new vscode.CancellationError());
          }
          this.done.push(`removed ${name}`);
          return Promise.resolve('written');
        },
      },
      sessions: {
        signOut: (account: string) => {
          this.done.push(`signed out of ${account}`);
          return this.fault === undefined ? Promise.resolve() : Promise.reject(this.fault);
        },
      },
      operations: { load: () => Promise.resolve(), running: () => this.running },
      inventory: { forget: () => undefined },
    } as unknown as CommandContext;
  }
}

/** @returns the only question that was asked, and the lines below it */
export function questionIn({ messages }: WatchedWindow): readonly string[] {
  const [shown, ...others] = messages;
  assert.deepEqual(others, []);
  assert.ok(shown?.isModal);
  return [shown.text, ...shown.detail.split('\n')];
}
