import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { nodeFetchBundle } from '../../esbuild.nodeFetch.js';
import { type Fetch, sendWith } from '../../src/api/http/fetch';
import { root } from '../tools/root';

/** @returns the function that sends requests as the packaged extension does: with node-fetch as it is bundled */
export function bundledSend(): Promise<Fetch> {
  sending ??= bundleNodeFetch().then((fetch) => sendWith(() => Promise.resolve(fetch)));
  return sending;
}

let sending: Promise<Fetch> | undefined;

async function bundleNodeFetch(): Promise<Fetch> {
  const outfile = path.join(root, 'out', 'unit', 'node-fetch.cjs');
  await build({
    ...nodeFetchBundle,
    entryPoints: Object.values(nodeFetchBundle.entryPoints ?? {}),
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    absWorkingDir: root,
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(outfile) as Fetch;
}
