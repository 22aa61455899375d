// Made of the files of the verbs by npm run manifest.

/** The functions of the exported API that act. */
export const ACTION_NAMES = [
  'restartServers',
  'restartPhones',
  'shutDownPhones',
  'startPhones',
  'resetPhones',
  'rebootInstances',
  'resetInstances',
  'unassignInstances',
] as const;
