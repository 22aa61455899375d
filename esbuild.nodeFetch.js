import path from 'node:path';

const replaced = (name) => path.resolve(import.meta.dirname, 'src', 'api', 'http', name);
const OURS = { 'node:http': replaced('plainHttp.ts'), 'node:https': replaced('verifiedHttps.ts') };

/**
 * VS Code patches the modules 'http' and 'https' for proxies and certificates; the 'node:' spelling goes round an older
 * patch. What node-fetch gets in their place checks certificates always, and chooses connections.
 */
const hostNetwork = {
  name: 'host-network',
  setup(b) {
    b.onResolve({ filter: /^node:https?$/ }, ({ path: name, importer }) =>
      importer.includes('node_modules')
        ? { path: name, namespace: 'ours' }
        : { path: name.slice('node:'.length), external: true },
    );
    b.onLoad({ filter: /.*/, namespace: 'ours' }, ({ path: name }) => ({
      contents: `export * as default from ${JSON.stringify(OURS[name])};`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/** What makes node-fetch a bundle of its own: the options of esbuild that are not the same for all bundles. */
export const nodeFetchBundle = {
  entryPoints: { 'node-fetch': path.join('src', 'api', 'http', 'nodeFetch.ts') },
  plugins: [hostNetwork],
  // web-streams-polyfill is two thirds of node-fetch's weight, and Node.js 18 and later never load it.
  external: ['web-streams-polyfill/*'],
  // An ES module that imports a CommonJS one gets the whole of module.exports as its default.
  footer: { js: 'module.exports = module.exports.default;' },
};
