import * as vscode from 'vscode';
import { errorSentence, isCancelled } from '../ui/errorText';
import { notifyError } from '../ui/notify';
import { rebootInstances, restartServers, unassignInstances } from './act';
import { addProject, editProject, removeProject } from './projects';
import { type Command, type CommandContext } from './context';
import { copyId } from './copyId';
import { clearFilter, filter } from './filter';
import { refresh } from './refresh';
import { signIn } from './signIn';
import { signOut } from './signOut';

/** Every command of the extension, by the id that `package.json` declares. */
const COMMANDS: Readonly<Record<`cloudPhone.${string}`, Command>> = {
  'cloudPhone.addProject': addProject,
  'cloudPhone.editProject': editProject,
  'cloudPhone.removeProject': removeProject,
  'cloudPhone.signIn': signIn,
  'cloudPhone.signOut': signOut,
  'cloudPhone.refresh': refresh,
  'cloudPhone.restartServers': restartServers,
  'cloudPhone.rebootInstances': rebootInstances,
  'cloudPhone.unassignInstances': unassignInstances,
  'cloudPhone.filter': filter,
  'cloudPhone.clearFilter': clearFilter,
  'cloudPhone.copyId': copyId,
  'cloudPhone.showOutput': (context) => {
    context.log.show();
    return Promise.resolve();
  },
};

/** Registers them all in one way: cancelling is silent, an error is logged and told. */
export function registerCommands(context: CommandContext): vscode.Disposable[] {
  return Object.entries(COMMANDS).map(([id, run]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      context.log.debug(`command starts: ${id}`);
      try {
        await run(context, ...args);
        context.log.debug(`command ended: ${id}`);
      } catch (error) {
        if (isCancelled(error)) {
          context.log.debug(`command cancelled: ${id}`);
          return;
        }
        context.log.error(`${id} failed: ${errorSentence(error)}`);
        void notifyError(error);
      }
    }),
  );
}
