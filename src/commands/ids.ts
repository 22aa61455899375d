/** The ids of all commands, as `package.json` declares them. */
export const COMMAND_IDS = [
  'cloudPhone.addProject',
  'cloudPhone.openWalkthrough',
  'cloudPhone.exportProjects',
  'cloudPhone.importProjects',
  'cloudPhone.editProject',
  'cloudPhone.removeProject',
  'cloudPhone.signIn',
  'cloudPhone.signOut',
  'cloudPhone.refresh',
  'cloudPhone.refreshRow',
  'cloudPhone.restartServers',
  'cloudPhone.rebootInstances',
  'cloudPhone.unassignInstances',
  'cloudPhone.filter',
  'cloudPhone.clearFilter',
  'cloudPhone.copyId',
  'cloudPhone.showOutput',
  'cloudPhone.retryFailed',
  'cloudPhone.stopWatching',
  'cloudPhone.clearHistory',
  'cloudPhone.copyOperation',
  'cloudPhone.copyOperationAsCsv',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
