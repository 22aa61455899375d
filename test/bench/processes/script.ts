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
 * Runs a script of test/bench in a fresh process, so that neither what ran before it nor what runs beside it counts.
 * @param file its name below test/bench, such as `ours/list.ts`; it calls `answer`
 * @throws Error when it ends without an answer, or with one that is not as described
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

/** Bundled as the extension is: what turns TypeScript into JavaScript while it runs would be measured too. */
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
    // Ours sends as the extension does.
    plugins: file.startsWith('ours/') ? (nodeFetchBundle.plugins ?? []) : [],
    external: ['@huaweicloud/*', 'web-streams-polyfill/*'],
    logLevel: 'warning',
  });
  return outfile;
}
