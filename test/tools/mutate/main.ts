// npm run mutate [-- folders of src/]: changes the code in small ways and shows the changes that no test notices.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../root';
import { mutate } from './mutate';
import { scoreOf } from './score';

/** What a run without arguments looks at: the code that decides what is sent, repeated and told. */
const FOLDERS = [
  'api/answer',
  'api/errors',
  'api/http/retry',
  'auth/credential',
  ...readdirSync(path.join(root, 'src/operations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `operations/${name}`),
];
/** The folders whose tests are not, or not all, in the folder of the same name; and without tests that take long. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  'api/errors': ['api/errors', 'api/answer'],
  'operations/common': ['operations'],
  'operations/follow': ['operations/follow', 'operations/verbs', 'operations/readAgain.test.ts'],
  'operations/health': ['operations/health', 'operations/rollout/healthCheck.test.ts'],
  'operations/journal': [
    'operations/journal/**/!(fullDisk|kill|smallDisk).test.ts',
    'operations/run/@(hold|lastGate).test.ts',
    'unfinishedWork.test.ts',
  ],
  'operations/rollout': ['operations/rollout', 'operations/run/@(jobPollerTime|lastGate).test.ts'],
  'operations/run': [
    'operations/run/!(anything|clocks|faults).test.ts',
    'operations/operations.test.ts',
    'operations/readAgain.test.ts',
    'operations/journal/@(failingDisk|history|survive).test.ts',
    'operations/rollout/steadyTime.test.ts',
    'operations/run/anything.test.ts',
  ],
};
/** The least share of the changes, in percent, that a test must notice. */
const WANTED = 85;

const asked = process.argv.slice(2).map((name) => name.replace(/^src\//, '').replace(/\/$/, ''));
const names = asked.length === 0 ? FOLDERS : asked;
const unknown = names.filter((name) => !isFolder(name) && !existsSync(path.join(root, 'src', `${name}.ts`)));
if (unknown.length > 0) {
  console.error(`src/ has no ${unknown.join(', ')}. Name folders, or files without their ending: api/answer.`);
  process.exit(1);
}

function isFolder(name: string): boolean {
  return statSync(path.join(root, 'src', name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** @returns the line of the summary for this folder or file */
async function judge(name: string): Promise<string> {
  console.log(`\n=== ${name}`);
  const files = isFolder(name) ? `src/${name}/**/*.ts` : `src/${name}.ts`;
  const folder = isFolder(name) ? name : path.posix.dirname(name);
  const tests = TESTS[name] ?? TESTS[folder] ?? [folder];
  try {
    const results = await mutate(name, files, tests);
    const { percent, noticed, all } = scoreOf(results);
    if (percent < WANTED) {
      process.exitCode = 1;
    }
    return `${percent.toFixed(1).padStart(5)} %  ${name}: ${noticed} of ${all} changes were noticed`;
  } catch {
    // Stryker has said why: mostly a test that fails without any change.
    process.exitCode = 1;
    return `      –  ${name}: could not be tried`;
  }
}

const lines: string[] = [];
for (const name of names) {
  lines.push(await judge(name));
}
console.log(`\n${lines.join('\n')}`);
if (process.exitCode === 1) {
  console.log(`Each is to have ${WANTED} %.`);
}
