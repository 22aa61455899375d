import manifest from '../../../../package.json';
import type * as vscode from 'vscode';

/** An object that can be called, has every property, and does nothing. */
const anything: object = new Proxy(function () {}, {
  // Without `then` it is not a promise, so awaiting it returns it.
  get: (_, key): unknown => (key === 'then' || typeof key === 'symbol' ? undefined : anything),
  apply: () => anything,
  construct: () => anything,
  // A bundler copies the properties of a module into an object with the prototype of the module.
  getPrototypeOf: () => anything,
});
/** The same, typed for values that are never used. */
const some = anything as never;

/** A `Uri` of a file, with the members that are used. */
function uri(fsPath: string): vscode.Uri {
  const parts = { scheme: 'file', authority: '', path: fsPath, query: '', fragment: '', fsPath };
  const place: object = { ...parts, with: () => uri(fsPath), toJSON: () => fsPath };
  return place as vscode.Uri;
}

/** Has every member, so that the type check finds missing ones. Texts and numbers have usable values. */
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

/** @returns the context of an activated extension with every member; its folders are inside `folder` */
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
  extension: { ...(some as object), packageJSON: manifest } as never,
  languageModelAccessInformation: some,
});

/**
 * @param onTree called with the options of each tree view
 * @returns the stand-in for the module `vscode`
 */
export function standIn(onTree: (options: vscode.TreeViewOptions<unknown>) => void): object {
  const createTreeView = (_id: string, options: vscode.TreeViewOptions<unknown>) => {
    onTree(options);
    return anything;
  };
  return withOwn({ env, window: withOwn({ createTreeView }) });
}

/** @returns an object with these properties, and with every other one as in `anything` */
function withOwn(own: Readonly<Record<string, unknown>>): object {
  const made: object = new Proxy(anything, {
    get: (_, key): unknown => (typeof key === 'string' && key in own ? own[key] : Reflect.get(anything, key)),
    getPrototypeOf: () => made,
  });
  return made;
}
