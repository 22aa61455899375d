// npm run test:e2e [-- arguments of mocha, for example --grep PATTERN]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pinnedNode, root } from '../host/hostFacts';

const timeoutMs = 120_000;

/** Runs a program of node_modules with the pinned Node.js in the root, and ends this process where it fails. */
function run(args: readonly string[]): void {
  const { status } = spawnSync(pinnedNode, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
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

console.log('Packaging the extension that the end-to-end tests install.');
npmScript('package');
run([
  '--import',
  'tsx',
  path.join('node_modules', 'mocha', 'bin', 'mocha.js'),
  '--no-config',
  '--timeout',
  String(timeoutMs),
  ...process.argv.slice(2),
  'test/e2e/**/*.test.ts',
]);
