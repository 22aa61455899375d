import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * Called by VS Code in the extension host. Runs every test file that test/integration/run.ts bundled beside this one.
 * Rejects when a test failed, so that the host exits with an error.
 */
export async function run(): Promise<void> {
  const grep = process.env.CLOUD_PHONE_GREP;
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, ...(grep === undefined ? {} : { grep }) });
  readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.cjs'))
    .sort()
    .forEach((name) => mocha.addFile(path.join(__dirname, name)));
  markLines(process.env.CLOUD_PHONE_LINE_MARK ?? '');
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) {
    throw new Error(`${failures} tests failed.`);
  }
}

/** Marks the lines of the tests, so that the launcher can tell them from the log of the window. */
function markLines(mark: string): void {
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => {
    format(...words)
      .split('\n')
      .forEach((line) => {
        console.log(mark + line);
      });
  };
}
