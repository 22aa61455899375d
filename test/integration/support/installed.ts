import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { type Cloud, startCloud } from '../../cloud/cloud';
import { type CloudOptions } from '../../cloud/options';
import { PROJECT, projectSetting } from '../../cloud/project';
import { signInAsUser } from './signIn';
import { type WatchedWindow } from './window';

export const configuration = () => vscode.workspace.getConfiguration('cloudPhone');

/** The installed extension, with one project in a simulated cloud of its own. */
export class Installed {
  private constructor(readonly cloud: Cloud) {}

  static async open(options: Partial<CloudOptions>): Promise<Installed> {
    const cloud = await startCloud(options);
    await configuration().update('jobs.pollIntervalSeconds', 1, vscode.ConfigurationTarget.Global);
    await configuration().update('projects', [projectSetting(cloud)], vscode.ConfigurationTarget.Global);
    await vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)?.activate();
    return new Installed(cloud);
  }

  /** Signs a project in as an IAM user, by answering the questions of the extension. */
  async signIn(window: WatchedWindow, project = PROJECT, cloud = this.cloud): Promise<void> {
    await signInAsUser(window, project, cloud);
  }

  async close(): Promise<void> {
    for (const key of ['projects', 'jobs.pollIntervalSeconds']) {
      await configuration().update(key, undefined, vscode.ConfigurationTarget.Global);
    }
    await this.cloud.close();
  }
}
