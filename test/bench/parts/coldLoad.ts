import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { root } from '../../tools/root';
import { type Figure, median } from '../report/figure';
import { size } from '../scenes/scale';
import { withFolder } from '../processes/folder';
import { runScript } from '../processes/script';

const PROCESSES = size(11, 1);
const MEGABYTE = 1024 * 1024;

const output = v.object({ loadMs: v.number(), activateMs: v.number(), heap: v.number(), heapAfterLook: v.number() });
type Output = v.InferOutput<typeof output>;

/**
 * Loads a bundle in a fresh process and activates it, with a stand-in for `vscode` that does nothing.
 * @param node arguments of Node.js; with `--expose-gc` the heap is measured too, and the root of the first tree is read
 */
export function coldLoad(bundle: string, ...node: readonly string[]): Promise<Output> {
  return withFolder((folder) => runScript('ours/coldLoad.ts', { bundle, folder }, output, { node }));
}

/** What loading and activating the release build costs, beside an empty bundle; needs dist/ to be a release build. */
export function measureColdLoad(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const empty = path.join(folder, 'empty.cjs');
    writeFileSync(empty, '');
    const ours = path.join(root, 'dist', 'extension.cjs');
    const rounds: Round[] = [];
    const heaps: Output[] = [];
    for (let round = 0; round < PROCESSES; round++) {
      rounds.push({ ours: await coldLoad(ours), empty: await coldLoad(empty) });
      heaps.push(await coldLoad(ours, '--expose-gc'));
    }
    return [...timeFigures(rounds), ...heapFigures(heaps)];
  });
}

interface Round {
  readonly ours: Output;
  readonly empty: Output;
}

function timeFigures(rounds: readonly Round[]): Figure[] {
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
