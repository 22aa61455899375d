import { errorForLog, isCancelled } from '../ui/errorText';
import { notifyError } from '../ui/notify';
import { rebootInstances, restartServers, unassignInstances } from './act';
import { addProject } from './addProject/addProject';
import { editProject, removeProject } from './projects';
import { exportAuditLog, showAuditLog } from './auditLog';
import { projectMeant } from './argument';
import { type Command, type CommandContext, FailedIn } from './context';
import { type CommandId } from './ids';
import { groupInstancesBy, sortBy } from './arrange';
import { copyId, copyName } from './copy';
import { clearFilter, filter } from './filter';
import { clearHistory, copyOperation, copyOperationAsCsv, retryFailed, stopWatching } from './operations';
import { openInConsole } from './openInConsole';
import { openWalkthrough } from './openWalkthrough';
import { exportProjects } from './shareProjects/exportProjects';
import { importProjects } from './shareProjects/importProjects';
import { loadMore } from './loadMore';
import { rebootMatching, restartMatching, unassignMatching } from './matching';
import { revealTarget } from './revealTarget';
import { copyPlanAsCurl, copyPlanAsJson, copyPlanAsText, previewPlan, startPlan } from './plans';
import { refresh, refreshAll } from './refresh';
import { copyAsCurl, previewRequest } from './requests';
import { rollingReboot, rollingRestart } from './rolling';
import {
  controlRollouts,
  pauseRollout,
  promoteRollout,
  resumeRollout,
  stopRollout,
  stopRolloutAfterWave,
} from './rollouts';
import { signIn } from './signIn/signIn';
import { signOut } from './signOut';

/** What each command does. */
const COMMANDS: Readonly<Record<CommandId, Command>> = {
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
  'cloudPhone.restartServers': restartServers,
  'cloudPhone.rebootInstances': rebootInstances,
  'cloudPhone.unassignInstances': unassignInstances,
  'cloudPhone.restartMatching': restartMatching,
  'cloudPhone.rebootMatching': rebootMatching,
  'cloudPhone.unassignMatching': unassignMatching,
  'cloudPhone.filter': filter,
  'cloudPhone.clearFilter': clearFilter,
  'cloudPhone.sortBy': sortBy,
  'cloudPhone.groupInstancesBy': groupInstancesBy,
  'cloudPhone.loadMore': loadMore,
  'cloudPhone.revealTarget': revealTarget,
  'cloudPhone.copyId': copyId,
  'cloudPhone.copyName': copyName,
  'cloudPhone.copyAsCurl': copyAsCurl,
  'cloudPhone.previewRequest': previewRequest,
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
  'cloudPhone.rollingRestart': rollingRestart,
  'cloudPhone.rollingReboot': rollingReboot,
  'cloudPhone.promoteRollout': promoteRollout,
  'cloudPhone.resumeRollout': resumeRollout,
  'cloudPhone.pauseRollout': pauseRollout,
  'cloudPhone.stopRolloutAfterWave': stopRolloutAfterWave,
  'cloudPhone.stopRollout': stopRollout,
  'cloudPhone.controlRollouts': controlRollouts,
  'cloudPhone.showAuditLog': showAuditLog,
  'cloudPhone.exportAuditLog': exportAuditLog,
};

/** What only reads may be done again by a click. */
const REPEATABLE: ReadonlySet<CommandId> = new Set(['cloudPhone.refresh', 'cloudPhone.refreshAll']);

/** Runs one command as all are run: cancelling is silent, an error is logged and told. */
export async function runCommand(context: CommandContext, id: CommandId, args: readonly unknown[]): Promise<void> {
  context.log.debug(`command starts: ${id}`);
  try {
    await COMMANDS[id](context, ...args);
    context.log.debug(`command ended: ${id}`);
  } catch (thrown) {
    const isPlaced = thrown instanceof FailedIn;
    const error: unknown = isPlaced ? thrown.cause : thrown;
    if (isCancelled(error)) {
      context.log.debug(`command cancelled: ${id}`);
      return;
    }
    context.log.error(`${id} failed: ${errorForLog(error)}`);
    const retry = REPEATABLE.has(id) ? { retry: () => void runCommand(context, id, args) } : {};
    void notifyError(error, { project: isPlaced ? thrown.project : projectMeant(context, args), ...retry });
  }
}
