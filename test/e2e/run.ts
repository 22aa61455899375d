// npm run test:e2e [-- --pictures] [-- arguments of mocha, for example --grep PATTERN]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pinnedNode, root } from '../host/hostFacts';
import { runNpmScript } from '../host/npmScript';

const timeoutMs = 120_000;
const measured = 'test/e2e/activation.test.ts';

/** Also takes the README's picture anew. */
const pictures = '--pictures';
const forMocha = process.argv.slice(2).filter((arg) => arg !== pictures);
if (process.argv.includes(pictures)) {
  process.env.CLOUD_PHONE_PICTURES = '1';
}

/** Runs mocha with the pinned Node.js in the root, and gives its exit status. */
function mocha(args: readonly string[]): number {
  const own = ['--import', 'tsx', path.join('node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config'];
  const common = ['--timeout', String(timeoutMs), ...forMocha];
  return spawnSync(pinnedNode, [...own, ...common, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

console.log('Packaging the extension that the end-to-end tests install.');
runNpmScript('package');
// Most of a test's time goes into waiting; but what is measured is measured alone.
const together = mocha(['--parallel', '--jobs', '2', '--ignore', measured, 'test/e2e/**/*.test.ts']);
const alone = mocha([measured]);
process.exitCode = together === 0 ? alone : together;
