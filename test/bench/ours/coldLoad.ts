// Loads a bundle in plain Node.js and activates it, with a stand-in for `vscode` that does nothing. With --expose-gc it
// also measures the heap after garbage collection, and reads the root of the first tree once.
import Module, { createRequire } from 'node:module';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { answer } from '../processes/answer';
import { contextIn, standIn } from './support/standIn';

interface Bundle {
  readonly activate?: (context: ReturnType<typeof contextIn>) => unknown;
}

answer(v.object({ bundle: v.string(), folder: v.string() }), async ({ bundle, folder }) => {
  const views: vscode.TreeViewOptions<unknown>[] = [];
  const load = createRequire(bundle);
  offerAsModule(
    load,
    'vscode',
    standIn((options) => views.push(options)),
  );
  const context = contextIn(folder);
  const atFirst = heapUsed();
  const began = performance.now();
  const { activate } = load(bundle) as Bundle;
  const loaded = performance.now();
  activate?.(context);
  const activated = performance.now();
  const afterActivation = heapUsed();
  if (globalThis.gc !== undefined) {
    await views[0]?.treeDataProvider.getChildren();
  }
  return {
    loadMs: loaded - began,
    activateMs: activated - loaded,
    heap: afterActivation - atFirst,
    heapAfterLook: heapUsed() - atFirst,
  };
});

/** Makes `require(name)` return these exports. */
function offerAsModule(load: NodeJS.Require, name: string, exports: object): void {
  const loader = Module as unknown as { _resolveFilename: (asked: string, ...rest: unknown[]) => string };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (asked, ...rest) => (asked === name ? name : resolve(asked, ...rest));
  const made = new Module(name);
  made.loaded = true;
  made.exports = exports;
  load.cache[name] = made;
}

/** @returns the heap after garbage collection, in bytes; 0 without --expose-gc */
function heapUsed(): number {
  const { gc } = globalThis;
  if (gc === undefined) {
    return 0;
  }
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
