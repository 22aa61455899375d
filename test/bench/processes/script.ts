import { fork } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import * as v from 'valibot';
import { nodeFetchBundle } from '../../../esbuild.nodeFetch.js';
import { pinnedNode, root } from '../../tools/root';

interface ScriptOptions {
  /** More arguments of Node.js, such as `--expose-gc`. */
  readonly node?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a script of test/bench in a fresh process, so that only its own work is measured.
 * @param file the path of the script in test/bench, such as `ours/list.ts`; the script calls `answer`
 * @throws Error when the script ends without an answer, or when the answer does not match the schema
 */
export async function runScript<T>(
  file: string,
  input: unknown,
  schema: v.GenericSchema<unknown, T>,
  { node = [], env = process.env }: ScriptOptions = {},
): Promise<T> {
  const bundle = await bundled(file);
  return new Promise((resolve, reject) => {
    const script = fork(bundle, { execPath: pinnedNode, execArgv: [...node], env });
    script.once('message', (message) => {
      const read = v.safeParse(schema, message);
      if (read.success) {
        resolve(read.output);
      } else {
        reject(new Error(`${file} answered ${JSON.stringify(message)}`));
      }
    });
    script.once('exit', (code) => {
      reject(new Error(`${file} ended with ${code} and without an answer.`));
    });
    script.send({ input });
  });
}

const bundles = new Map<string, Promise<string>>();

/** Bundles the script as the extension is bundled. A loader for TypeScript would be measured too. */
function bundled(file: string): Promise<string> {
  const known = bundles.get(file) ?? bundle(file);
  bundles.set(file, known);
  return known;
}

async function bundle(file: string): Promise<string> {
  const outfile = path.join(root, 'out', 'bench', file.replace(/\.ts$/, '.cjs'));
  await build({
    entryPoints: [path.join(import.meta.dirname, '..', file)],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // The extension's scripts send with the same bundle of node-fetch as the extension.
    plugins: file.startsWith('ours/') ? (nodeFetchBundle.plugins ?? []) : [],
    external: ['@huaweicloud/*', 'web-streams-polyfill/*'],
    logLevel: 'warning',
  });
  return outfile;
}
