import path from 'node:path';
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const release = process.argv.includes('--release');

/**
 * VS Code patches the modules 'http' and 'https' for proxies and certificates; the 'node:' spelling goes round an older
 * patch. node-fetch's https is the one that always checks certificates.
 */
const hostNetwork = {
  name: 'host-network',
  setup(b) {
    b.onResolve({ filter: /^node:https?$/ }, ({ path: name, importer }) =>
      name === 'node:https' && importer !== strictHttps
        ? { path: name, namespace: 'strict-https' }
        : { path: name.slice('node:'.length), external: true },
    );
    b.onLoad({ filter: /.*/, namespace: 'strict-https' }, () => ({
      contents: `export * as default from ${JSON.stringify(strictHttps)};`,
      resolveDir: import.meta.dirname,
    }));
  },
};
const strictHttps = path.resolve(import.meta.dirname, 'src', 'api', 'http', 'strictHttps.ts');

/** The entry is a bundle of its own: activation loads nothing else. The first look at the view loads the rest. */
const entryApart = {
  name: 'entry-apart',
  setup(b) {
    b.onResolve({ filter: /^\.\/composition$/ }, () => ({ path: './composition.cjs', external: true }));
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
  // web-streams-polyfill is two thirds of node-fetch's weight, and Node.js 18 and later never load it.
  external: ['vscode', 'web-streams-polyfill/*'],
  minify: release,
  sourcemap: release ? false : 'linked',
  logLevel: 'info',
};
const bundles = [
  { ...common, entryPoints: { extension: 'src/extension.ts' }, plugins: [entryApart] },
  { ...common, entryPoints: { composition: 'src/composition.ts' }, plugins: [fetchApart] },
  {
    ...common,
    entryPoints: { 'node-fetch': 'node-fetch' },
    plugins: [hostNetwork],
    // An ES module that imports a CommonJS one gets the whole of module.exports as its default.
    footer: { js: 'module.exports = module.exports.default;' },
  },
];

for (const bundle of bundles) {
  await (watch ? (await context(bundle)).watch() : build(bundle));
}
