// Made of the files of the verbs by npm run manifest.

/** The verbs: what an operation can do to its targets. They are stored, so none is renamed. */
export const VERB_IDS = [
  'restart',
  'restartPhones',
  'shutDownPhones',
  'startPhones',
  'resetPhones',
  'assign',
  'reboot',
  'resetInstances',
  'unassign',
] as const;

/** The context value of a row names the verbs that its status allows, as `can:restart`. */
export type Verb = (typeof VERB_IDS)[number];
