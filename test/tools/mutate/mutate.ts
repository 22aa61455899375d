import { Stryker } from '@stryker-mutator/core';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { root } from '../root';
import { wasNoticed } from './score';

/** A change of the code, and whether a test noticed it. */
export type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** Where copies of the repository and what is known from the run before are kept. Git ignores it. */
const CACHE = '.cache/mutate';

/**
 * Makes all changes in some files, one at a time, and runs the tests that reach the changed place.
 * @param name names the notes from which the next run takes what has not changed
 * @param files a pattern of files, from the root
 * @param tests folders of `test/unit/`, or patterns of files there. mocha splits a pattern at a comma
 */
export async function mutate(name: string, files: string, tests: readonly string[]): Promise<readonly Mutant[]> {
  process.chdir(root);
  const notes = `${CACHE}/${name.replaceAll('/', '-')}.json`;
  forgetUnnoticed(notes);
  // A few random runs of each kind, and in all runs the same ones (fixedSeed.ts): a change is noticed or it is not.
  process.env.CLOUD_PHONE_RUNS = '20';
  return await new Stryker({
    plugins: [
      fileURLToPath(import.meta.resolve('@stryker-mutator/mocha-runner')),
      fileURLToPath(import.meta.resolve('./logIgnorer.ts')),
      fileURLToPath(import.meta.resolve('./survivorReporter.ts')),
    ],
    ignorers: ['log'],
    testRunner: 'mocha',
    testRunnerNodeArgs: [
      '--import=tsx',
      '--import=./test/support/vscodeStandIn/register.mjs',
      '--no-experimental-require-module',
    ],
    mochaOptions: {
      'no-config': true,
      spec: ['test/tools/mutate/fixedSeed.ts', ...filesOf(tests)],
    },
    coverageAnalysis: 'perTest',
    mutate: [files],
    // The words of messages are nothing that a test has to repeat.
    mutator: { excludedMutations: ['StringLiteral'] },
    concurrency: 1,
    timeoutMS: 3000,
    timeoutFactor: 2,
    incremental: true,
    incrementalFile: notes,
    tempDirName: `${CACHE}/sandbox`,
    cleanTempDir: 'always',
    ignorePatterns: ['.cache', 'coverage', 'dist', 'out', 'test-results', 'docs/*.png'],
    reporters: ['progress-append-only', 'survivors'],
    allowConsoleColors: false,
  }).runMutationTest();
}

/** The random runs come last: they take longest, and most changes are noticed before. */
function filesOf(tests: readonly string[]): readonly string[] {
  const folders = tests.filter((some) => !some.endsWith('.ts')).map((folder) => `test/unit/${folder}`);
  return [
    ...folders.map((folder) => `${folder}/**/!(anything).test.ts`),
    ...tests.filter((some) => some.endsWith('.ts')).map((files) => `test/unit/${files}`),
    ...folders.map((folder) => `${folder}/anything.test.ts`).filter((file) => existsSync(file)),
  ];
}

interface Notes {
  readonly files: Readonly<Record<string, { mutants: Pick<Mutant, 'status'>[] }>>;
}

/** Stryker does not try a change again that is made while a file is loaded, whatever tests are new. */
function forgetUnnoticed(file: string): void {
  if (!existsSync(file)) {
    return;
  }
  const notes = JSON.parse(readFileSync(file, 'utf8')) as Notes;
  for (const source of Object.values(notes.files)) {
    source.mutants = source.mutants.filter(wasNoticed);
  }
  writeFileSync(file, JSON.stringify(notes));
}
