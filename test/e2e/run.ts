// npm run test:e2e [-- --pictures] [-- --measured | --unmeasured] [-- arguments of mocha, for example --grep PATTERN]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pinnedNode, root } from '../host/hostFacts';
import { runNpmScript } from '../host/npmScript';

const timeoutMs = 120_000;
const measured = 'test/e2e/activation.test.ts';

/** Also takes the READMEs' pictures anew. */
const pictures = '--pictures';
/** Only one of the two parts. */
const parts = ['--unmeasured', '--measured'];
const forMocha = process.argv.slice(2).filter((arg) => arg !== pictures && !parts.includes(arg));
if (process.argv.includes(pictures)) {
  process.env.CLOUD_PHONE_PICTURES = '1';
}
const asked = parts.filter((part) => process.argv.includes(part));
const isAsked = (part: string): boolean => asked.length === 0 || asked.includes(part);

/** Runs mocha with the pinned Node.js in the root, and gives its exit status. */
function mocha(args: readonly string[]): number {
  const own = ['--import', 'tsx', path.join('node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config'];
  const common = ['--timeout', String(timeoutMs), ...forMocha];
  return spawnSync(pinnedNode, [...own, ...common, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

if (isAsked('--unmeasured')) {
  console.log('Packaging the extension that the end-to-end tests install.');
  runNpmScript('package');
}
// Most of a test's time goes into waiting; but what is measured is measured alone.
const together = isAsked('--unmeasured')
  ? mocha(['--parallel', '--jobs', '2', '--ignore', measured, 'test/e2e/**/*.test.ts'])
  : 0;
const alone = isAsked('--measured') ? mocha([measured]) : 0;
process.exitCode = together === 0 ? alone : together;
