import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../tools/root';

const sources = path.join(root, 'test', 'integration');
const outdir = path.join(root, 'out', 'integration');

/** Bundles the entry and all test files for the extension host. @returns the path of the bundled entry */
export async function bundleTests(): Promise<string> {
  rmSync(outdir, { recursive: true, force: true });
  const tests = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: [
      { in: path.join(sources, 'entry.ts'), out: 'entry' },
      ...tests.map((name) => ({
        in: path.join(sources, name),
        out: name.replaceAll(path.sep, '-').replace(/\.ts$/, ''),
      })),
    ],
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha', 'fastify'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'entry.cjs');
}
