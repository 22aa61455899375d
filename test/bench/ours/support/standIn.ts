import type * as vscode from 'vscode';

/** Takes every call, has every property, and does nothing. */
const anything: object = new Proxy(function () {}, {
  // It is no promise: whoever awaits it gets it.
  get: (_, key): unknown => (key === 'then' || typeof key === 'symbol' ? undefined : anything),
  apply: () => anything,
  construct: () => anything,
  // A bundler copies a module's properties into an object with its prototype.
  getPrototypeOf: () => anything,
});
/** The same where a type is asked for: of what is never used. */
const some = anything as never;

/** A place on the disk, as far as it is used as one. */
function uri(fsPath: string): vscode.Uri {
  const parts = { scheme: 'file', authority: '', path: fsPath, query: '', fragment: '', fsPath };
  const place: object = { ...parts, with: () => uri(fsPath), toJSON: () => fsPath };
  return place as vscode.Uri;
}

/** Whole, so that the type check finds what is missing: texts and numbers are used for what they are. */
const env: typeof vscode.env = {
  appName: 'Visual Studio Code',
  appRoot: '',
  appHost: 'desktop',
  uriScheme: 'vscode',
  language: 'en',
  clipboard: some,
  machineId: 'machine',
  sessionId: 'session',
  isNewAppInstall: false,
  isTelemetryEnabled: false,
  onDidChangeTelemetryEnabled: some,
  onDidChangeShell: some,
  createTelemetryLogger: some,
  remoteName: undefined,
  shell: '',
  uiKind: some,
  openExternal: () => Promise.resolve(false),
  asExternalUri: (target) => Promise.resolve(target),
  logLevel: some,
  onDidChangeLogLevel: some,
};

const memory: vscode.ExtensionContext['globalState'] = {
  keys: () => [],
  get: <T>(_key: string, otherwise?: T) => otherwise,
  update: () => Promise.resolve(),
  setKeysForSync: () => undefined,
};

type Deprecated = 'storagePath' | 'globalStoragePath' | 'logPath';

/** @returns all that an activated extension is given, whole too; its folders are inside the one given */
export const contextIn = (folder: string): Omit<vscode.ExtensionContext, Deprecated> => ({
  subscriptions: [],
  workspaceState: memory,
  globalState: memory,
  secrets: {
    get: () => Promise.resolve(undefined),
    store: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    onDidChange: some,
  },
  extensionUri: uri(folder),
  extensionPath: folder,
  environmentVariableCollection: some,
  asAbsolutePath: (relative) => `${folder}/${relative}`,
  storageUri: uri(`${folder}/storage`),
  globalStorageUri: uri(`${folder}/globalStorage`),
  logUri: uri(`${folder}/log`),
  extensionMode: some,
  extension: some,
  languageModelAccessInformation: some,
});

/** @param onTree told of the options of each tree view */
export function standIn(onTree: (options: vscode.TreeViewOptions<unknown>) => void): object {
  const createTreeView = (_id: string, options: vscode.TreeViewOptions<unknown>) => {
    onTree(options);
    return anything;
  };
  return withOwn({ env, window: withOwn({ createTreeView }) });
}

/** @returns what has these properties, and every other one too */
function withOwn(own: Readonly<Record<string, unknown>>): object {
  const made: object = new Proxy(anything, {
    get: (_, key): unknown => (typeof key === 'string' && key in own ? own[key] : Reflect.get(anything, key)),
    getPrototypeOf: () => made,
  });
  return made;
}
