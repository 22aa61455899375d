import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { pinnedNode, root } from '../host/hostFacts';
import { type Figure, median } from './figure';

const PROCESSES = 11;
const MEGABYTE = 1024 * 1024;

/**
 * Loads a bundle in plain Node.js and activates it, with a `vscode` that takes every call and does nothing. With
 * `--expose-gc` it also tells the heap, garbage collected, and looks at the first tree once.
 */
const probe = `
const Module = require('node:module');
const views = [];
const stub = new Proxy(function () {}, {
  get: (_, key) => (key === 'then' || typeof key === 'symbol' ? undefined : key === 'createTreeView' ? watch : stub),
  apply: () => stub,
  construct: () => stub,
  // A bundler copies a module's properties into an object with its prototype.
  getPrototypeOf: () => stub,
});
const watch = (_, options) => (views.push(options), stub);
const { _resolveFilename: resolve } = Module;
Module._resolveFilename = (name, ...rest) => (name === 'vscode' ? name : resolve(name, ...rest));
require.cache.vscode = { id: 'vscode', filename: 'vscode', loaded: true, exports: stub };
const [, , bundle, folder] = process.argv;
const context = {
  subscriptions: [],
  globalStorageUri: { fsPath: folder },
  secrets: { get: async () => undefined, onDidChange: () => stub },
  workspaceState: { get: () => undefined, update: async () => undefined },
};
const heap = () => (globalThis.gc ? (gc(), gc(), process.memoryUsage().heapUsed) : 0);
const atFirst = heap();
const began = performance.now();
const { activate } = require(bundle);
const loaded = performance.now();
activate?.(context);
const activated = performance.now();
const afterActivation = heap();
const look = async () => {
  await views[0]?.treeDataProvider.getChildren();
  return heap();
};
const say = (afterLook) => {
  const times = { loadMs: loaded - began, activateMs: activated - loaded };
  console.log(JSON.stringify({ ...times, heap: afterActivation - atFirst, heapAfterLook: afterLook - atFirst }));
  process.exit();
};
globalThis.gc ? look().then(say) : say(0);
`;

const output = v.object({ loadMs: v.number(), activateMs: v.number(), heap: v.number(), heapAfterLook: v.number() });
type Output = v.InferOutput<typeof output>;

/** What loading and activating the release build costs, beside an empty bundle; needs dist/ to be a release build. */
export function measureColdLoad(): Figure[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-bench-'));
  try {
    const script = path.join(folder, 'probe.cjs');
    const empty = path.join(folder, 'empty.cjs');
    writeFileSync(script, probe);
    writeFileSync(empty, '');
    const run = (bundle: string, ...node: readonly string[]): Output => {
      const printed = execFileSync(pinnedNode, [...node, script, bundle, folder], { encoding: 'utf8' });
      return v.parse(output, JSON.parse(printed));
    };
    const ours = path.join(root, 'dist', 'extension.cjs');
    const rounds = Array.from({ length: PROCESSES }, () => ({ ours: run(ours), empty: run(empty) }));
    const heaps = Array.from({ length: PROCESSES }, () => run(ours, '--expose-gc'));
    return [...timeFigures(rounds), ...heapFigures(heaps)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeFigures(rounds: readonly { readonly ours: Output; readonly empty: Output }[]): Figure[] {
  const load = median(rounds.map(({ ours }) => ours.loadMs));
  const activate = median(rounds.map(({ ours }) => ours.activateMs));
  const empty = median(rounds.map((round) => round.empty.loadMs));
  const figure = (key: string, what: string, value: number) => ({ key: `activation.${key}`, what, value });
  return [
    {
      ...figure('coldVsEmpty', 'cold load of the entry, over an empty file', load / empty),
      unit: 'times',
      limit: { atMost: 10 },
    },
    { ...figure('coldActivatedVsEmpty', 'the same with activate()', (load + activate) / empty), unit: 'times' },
    { ...figure('coldMs', 'cold load of the entry', load), unit: 'ms' },
    { ...figure('emptyMs', 'cold load of an empty file', empty), unit: 'ms' },
  ];
}

function heapFigures(heaps: readonly Output[]): Figure[] {
  const megabytes = (value: (heap: Output) => number): number => median(heaps.map(value)) / MEGABYTE;
  return [
    {
      key: 'activation.heapMb',
      what: 'heap after activation',
      value: megabytes(({ heap }) => heap),
      unit: 'MB',
      limit: { atMost: 1.5 },
    },
    {
      key: 'activation.heapAfterLookMb',
      what: 'heap after the first look at the view',
      value: megabytes(({ heapAfterLook }) => heapAfterLook),
      unit: 'MB',
    },
  ];
}
