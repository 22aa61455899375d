// npm run test:e2e [-- --pictures] [-- --measured | --unmeasured] [-- arguments of mocha, for example --grep PATTERN]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pinnedNode, root } from '../host/hostFacts';

const timeoutMs = 120_000;
const measured = 'test/e2e/activation.test.ts';

/** Also takes the README's picture anew. */
const pictures = '--pictures';
/** Only what is measured, or all but that; without either, all. */
const parts = ['--measured', '--unmeasured'] as const;
const isAsked = (part: (typeof parts)[number]): boolean =>
  process.argv.includes(part) || !parts.some((one) => process.argv.includes(one));
const forMocha = process.argv.slice(2).filter((arg) => ![pictures, ...parts].includes(arg));
if (process.argv.includes(pictures)) {
  process.env.CLOUD_PHONE_PICTURES = '1';
}

/** Runs mocha with the pinned Node.js in the root, and gives its exit status. */
function mocha(args: readonly string[]): number {
  const own = ['--import', 'tsx', path.join('node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config'];
  const common = ['--timeout', String(timeoutMs), ...forMocha];
  return spawnSync(pinnedNode, [...own, ...common, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

function npmScript(name: string): void {
  const { npm_execpath: npm } = process.env;
  const { status, stdout, stderr } = npm?.endsWith('.js')
    ? spawnSync(pinnedNode, [npm, 'run', name], { cwd: root, encoding: 'utf8' })
    : spawnSync('npm', ['run', name], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error(`npm run ${name} failed:\n${stdout}\n${stderr}`);
    process.exit(status ?? 1);
  }
}

// npm test has packaged before: building beside a level that loads dist/ would get in its way.
if (process.env.CLOUD_PHONE_PACKAGED === undefined) {
  console.log('Packaging the extension that the end-to-end tests install.');
  npmScript('package');
}
// Two at a time fill two cores; but what is measured is measured alone.
const together = isAsked('--unmeasured')
  ? mocha(['--parallel', '--jobs', '2', '--ignore', measured, 'test/e2e/**/*.test.ts'])
  : 0;
const alone = isAsked('--measured') ? mocha([measured]) : 0;
process.exitCode = together === 0 ? alone : together;
