/**
 * The layers of src (docs/architecture.md), from the lowest to the highest. Each folder of src is a layer:
 *
 * - `mayImport`: the other layers that it may import.
 * - `vscode`: whether it may import `vscode`.
 * - `rooms`: its parts, and which other parts of the same layer each of them may import. A part is a folder by its path
 *   within the layer, a single file of the layer's root by its name without the ending, or `.`: all other files of the
 *   root. A layer without `rooms` has no folders.
 *
 * The lint rule in arrows.js reads this, and test/unit/package/arrows.test.ts holds it to the folders that there are.
 */
export const layers = {
  base: { mayImport: [] },
  storage: { mayImport: ['base'] },
  model: { mayImport: ['base'] },
  config: { mayImport: ['model', 'base'] },
  api: {
    mayImport: ['config', 'model', 'base'],
    rooms: {
      errors: [],
      request: ['errors'],
      answer: ['errors', 'request'],
      signing: ['request'],
      http: ['answer', 'errors', 'request'],
      cph: ['answer', 'errors', 'http', 'request'],
      koophone: ['answer', 'errors', 'http', 'request'],
      iam: ['answer', 'errors', 'http', 'request'],
    },
  },
  auth: {
    mayImport: ['api', 'config', 'model', 'base'],
    rooms: {
      credential: [],
      redaction: [],
      store: ['credential'],
      prove: ['credential', 'store'],
      signIn: ['credential', 'prove', 'store'],
      '.': ['credential', 'prove', 'signIn', 'store'],
    },
  },
  inventory: {
    mayImport: ['auth', 'api', 'config', 'model', 'storage', 'base'],
    rooms: {
      lists: [],
      fetch: ['lists'],
      cache: ['lists'],
      phones: ['fetch', 'lists'],
      '.': ['cache', 'fetch', 'lists', 'phones'],
    },
  },
  arrange: { mayImport: ['inventory', 'model', 'base'] },
  operations: {
    mayImport: ['auth', 'api', 'config', 'model', 'storage', 'base'],
    rooms: {
      common: [],
      state: [],
      follow: ['common'],
      health: ['common', 'follow'],
      'verbs/servers': ['common', 'follow', 'health'],
      'verbs/phones': ['common', 'follow', 'health'],
      'verbs/instances': ['common', 'follow', 'health'],
      verbs: ['common', 'verbs/instances', 'verbs/phones', 'verbs/servers'],
      output: ['common', 'verbs'],
      plan: ['common', 'verbs'],
      'journal/format': ['state'],
      journal: ['journal/format'],
      'journal/lease': ['journal'],
      run: ['common', 'follow', 'journal', 'journal/format', 'state'],
      rollout: ['common', 'follow', 'run', 'state'],
      '.': ['common', 'follow', 'journal', 'journal/lease', 'plan', 'rollout', 'run', 'state', 'verbs'],
    },
  },
  ui: {
    mayImport: ['operations', 'inventory', 'auth', 'api', 'config', 'model', 'base'],
    vscode: true,
    rooms: {
      settings: [],
      'words/verbs': [],
      words: ['words/verbs'],
      documents: [],
      tell: ['settings', 'words'],
      settingsFile: ['settings', 'tell', 'words'],
      ask: ['tell', 'words'],
    },
  },
  tree: {
    mayImport: ['arrange', 'ui', 'operations', 'inventory', 'auth', 'api', 'config', 'model', 'base'],
    vscode: true,
    rooms: {
      common: [],
      live: ['common'],
      operations: ['common'],
      'projects/listings': ['common', 'live'],
      'projects/rows': ['common', 'projects/listings'],
      projects: ['common', 'live', 'projects/listings', 'projects/rows'],
    },
  },
  commands: {
    mayImport: ['tree', 'arrange', 'ui', 'operations', 'inventory', 'auth', 'api', 'config', 'model', 'base'],
    vscode: true,
    rooms: {
      context: [],
      meant: ['context'],
      view: ['context', 'meant'],
      signIn: ['context', 'meant'],
      act: ['context', 'meant'],
      rollout: ['act', 'context', 'meant'],
      operations: ['act', 'context', 'meant', 'rollout'],
      projects: ['context', 'meant', 'signIn'],
      'projects/addProject': ['context', 'signIn'],
      'projects/shareProjects': ['context'],
      exported: ['act', 'context', 'meant'],
      runCommand: [
        'act',
        'context',
        'meant',
        'operations',
        'projects',
        'projects/addProject',
        'projects/shareProjects',
        'rollout',
        'signIn',
        'view',
      ],
    },
  },
};

/** The files at the top of src, and a folder: they may import every layer, and only they may import one another. */
export const entries = ['extension', 'exports', 'exportedActions', 'unfinishedWork', 'composition/'];

/** What the files of src may import outside of src, from the folder of the repository. */
export const outside = ['cloud-phone-manager'];
