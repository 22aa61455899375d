import { build, context } from 'esbuild';
import { nodeFetchBundle } from './esbuild.nodeFetch.js';

const watch = process.argv.includes('--watch');
const release = process.argv.includes('--release');

/** The entry is a bundle of its own: activation loads nothing else. The first look at the view loads the rest. */
const entryApart = {
  name: 'entry-apart',
  setup(b) {
    b.onResolve({ filter: /^\.\/composition\/compose$/ }, () => ({ path: './composition.cjs', external: true }));
  },
};

/** node-fetch is a bundle of its own, so that activation does not load it: the first request does. */
const fetchApart = {
  name: 'fetch-apart',
  setup(b) {
    b.onResolve({ filter: /^node-fetch$/ }, (args) =>
      args.kind === 'entry-point' ? undefined : { path: './node-fetch.cjs', external: true },
    );
  },
};

const common = {
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Some packages have their parts loaded by name in `main`, which no bundle can follow.
  mainFields: ['module', 'main'],
  external: ['vscode'],
  minify: release,
  sourcemap: release ? false : 'linked',
  logLevel: 'info',
};
const bundles = [
  { ...common, entryPoints: { extension: 'src/extension.ts' }, plugins: [entryApart] },
  { ...common, entryPoints: { composition: 'src/composition/compose.ts' }, plugins: [fetchApart] },
  { ...common, ...nodeFetchBundle },
];

for (const bundle of bundles) {
  await (watch ? (await context(bundle)).watch() : build(bundle));
}
