import { errorForLog, isCancelled } from '../ui/tell/errorText';
import { notifyError } from '../ui/tell/notify';
import { actCommand, restartSelected } from './act/act';
import { addProject } from './projects/addProject/addProject';
import { editProject } from './projects/editProject';
import { removeProject } from './projects/removeProject';
import { exportAuditLog, showAuditLog } from './operations/showAuditLog';
import { isRowMissing } from './meant/clickedRow';
import { projectMeant } from './meant/pickProject';
import { VERBS } from '../operations/verbs/registry';
import { type Command, type CommandContext, FailedIn } from './context';
import { groupInstancesBy, sortBy } from './view/arrange';
import { copyId, copyName } from './view/copy';
import { clearFilter, filter } from './view/filter';
import { copyOperation, copyOperationAsCsv } from './operations/copyResults';
import { clearHistory, retryFailed, stopWatching } from './operations/retryAndWatch';
import { openInConsole } from './view/openInConsole';
import { openWalkthrough } from './view/openWalkthrough';
import { exportProjects } from './projects/shareProjects/exportProjects';
import { importProjects } from './projects/shareProjects/importProjects';
import { loadMore } from './view/loadMore';
import { matchingCommand } from './act/actOnMatching';
import { revealTarget } from './operations/revealTarget';
import { copyPlanAsCurl, copyPlanAsJson, copyPlanAsText, previewPlan, startPlan } from './act/planCommands';
import { refresh, refreshAll } from './view/refresh';
import { rename } from './act/rename';
import { copyAsCurl } from './act/requestCommands';
import { rolloutCommand } from './rollout/startRollout';
import {
  controlRollouts,
  pauseRollout,
  promoteRollout,
  resumeRollout,
  stopRollout,
  stopRolloutAfterWave,
} from './rollout/controls';
import { signIn } from './signIn/signIn';
import { signOut } from './signIn/signOut';

/** The commands of the verbs. */
const VERB_COMMANDS: Readonly<Record<string, Command>> = Object.fromEntries(
  Object.values(VERBS).flatMap(({ verb, commands: { act, matching, roll } }) => [
    [`cloudPhone.${act}`, actCommand(verb)],
    [`cloudPhone.${matching}`, matchingCommand(verb)],
    ...(roll === undefined ? [] : [[`cloudPhone.${roll}`, rolloutCommand(verb)] as const]),
  ]),
);

/** The function of each command, by the id that the manifest declares. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  ...VERB_COMMANDS,
  'cloudPhone.addProject': addProject,
  'cloudPhone.openWalkthrough': openWalkthrough,
  'cloudPhone.exportProjects': exportProjects,
  'cloudPhone.importProjects': importProjects,
  'cloudPhone.editProject': editProject,
  'cloudPhone.removeProject': removeProject,
  'cloudPhone.signIn': signIn,
  'cloudPhone.signOut': signOut,
  'cloudPhone.refresh': refresh,
  'cloudPhone.refreshAll': refreshAll,
  'cloudPhone.restartSelected': restartSelected,
  'cloudPhone.rename': rename,
  'cloudPhone.filter': filter,
  // The same under another id: only so its button can show that a filter is on.
  'cloudPhone.editFilter': filter,
  'cloudPhone.clearFilter': clearFilter,
  'cloudPhone.sortBy': sortBy,
  'cloudPhone.groupInstancesBy': groupInstancesBy,
  'cloudPhone.loadMore': loadMore,
  'cloudPhone.revealTarget': revealTarget,
  'cloudPhone.copyId': copyId,
  'cloudPhone.copyName': copyName,
  'cloudPhone.copyAsCurl': copyAsCurl,
  'cloudPhone.openInConsole': openInConsole,
  'cloudPhone.showOutput': (context) => {
    context.log.show();
    return Promise.resolve();
  },
  'cloudPhone.retryFailed': retryFailed,
  'cloudPhone.stopWatching': stopWatching,
  'cloudPhone.clearHistory': clearHistory,
  'cloudPhone.copyOperation': copyOperation,
  'cloudPhone.copyOperationAsCsv': copyOperationAsCsv,
  'cloudPhone.previewPlan': previewPlan,
  'cloudPhone.startPlan': startPlan,
  'cloudPhone.copyPlanAsText': copyPlanAsText,
  'cloudPhone.copyPlanAsJson': copyPlanAsJson,
  'cloudPhone.copyPlanAsCurl': copyPlanAsCurl,
  'cloudPhone.promoteRollout': promoteRollout,
  'cloudPhone.resumeRollout': resumeRollout,
  'cloudPhone.pauseRollout': pauseRollout,
  'cloudPhone.stopRolloutAfterWave': stopRolloutAfterWave,
  'cloudPhone.stopRollout': stopRollout,
  'cloudPhone.controlRollouts': controlRollouts,
  'cloudPhone.showAuditLog': showAuditLog,
  'cloudPhone.exportAuditLog': exportAuditLog,
};

/** The commands whose error message offers Retry: they only read. */
const REPEATABLE: ReadonlySet<string> = new Set(['cloudPhone.refresh', 'cloudPhone.refreshAll']);

/**
 * Runs one command. A cancel is silent. An error is logged and shown to the person.
 * @param args what VS Code or another caller passed to the command
 */
export async function runCommand(context: CommandContext, id: string, args: readonly unknown[]): Promise<void> {
  context.log.debug(`command starts: ${id}`);
  try {
    await COMMANDS[id]?.(context, ...args);
    context.log.debug(`command ended: ${id}`);
  } catch (thrown) {
    const namesProject = thrown instanceof FailedIn;
    const error: unknown = namesProject ? thrown.cause : thrown;
    if (isCancelled(error)) {
      context.log.debug(`command cancelled: ${id}`);
      return;
    }
    context.log.error(`${id} failed: ${errorForLog(error)}`);
    const retry = REPEATABLE.has(id) ? { retry: () => void runCommand(context, id, args) } : {};
    void notifyError(error, { project: namesProject ? thrown.project : projectOf(context, args), ...retry });
  }
}

const projectOf = (context: CommandContext, args: readonly unknown[]): string | undefined =>
  isRowMissing(args) ? undefined : projectMeant(context, args);
