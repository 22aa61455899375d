/** A store of small values that outlives the window, such as `globalState` and `workspaceState` of VS Code. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}
