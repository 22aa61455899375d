import { fork } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { pinnedNode } from '../host/hostFacts';

/** How many times each thing is measured; of them the median counts. */
export const REPETITIONS = 5;

interface ScriptOptions {
  /** More arguments of Node.js, such as `--expose-gc`. */
  readonly node?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs a script of this folder in a fresh process, so that neither what ran before it nor what runs beside it counts.
 * @param file its name below test/bench, such as `ours/list.ts`; it calls `answer`
 * @throws Error when it ends without an answer, or with one that is not as described
 */
export function runScript<T>(
  file: string,
  input: unknown,
  schema: v.GenericSchema<unknown, T>,
  { node = [], env = process.env }: ScriptOptions = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const script = fork(path.join(import.meta.dirname, file), {
      execPath: pinnedNode,
      execArgv: ['--import', 'tsx', ...node],
      env,
    });
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

/** Does what `runScript` asks, once, and ends the process. */
export function answer<T>(schema: v.GenericSchema<unknown, T>, work: (input: T) => Promise<unknown>): void {
  const envelope = v.object({ input: schema });
  process.once('message', (message) => {
    const run = async (): Promise<void> => {
      const result = await work(v.parse(envelope, message).input);
      process.send?.(result, () => process.exit(0));
    };
    run().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}
