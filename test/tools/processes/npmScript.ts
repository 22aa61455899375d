import { spawnSync } from 'node:child_process';
import { pinnedNode, root } from '../root';

/**
 * Runs a script of package.json in the root, with the npm that runs this one.
 * @throws Error with what it printed, when it fails
 */
export function runNpmScript(name: string): void {
  const { npm_execpath: npm } = process.env;
  const { status, stdout, stderr } = npm?.endsWith('.js')
    ? spawnSync(pinnedNode, [npm, 'run', name], { cwd: root, encoding: 'utf8' })
    : spawnSync('npm', ['run', name], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) {
    throw new Error(`npm run ${name} failed:\n${stdout}\n${stderr}`);
  }
}
