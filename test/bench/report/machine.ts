import { availableParallelism } from 'node:os';
import { execFileSync } from 'node:child_process';
import { pinnedNode } from '../../tools/root';
import versions from '../../tools/setup/versions.json';

/** @returns a short description of the machine and the software */
export function machine(): string {
  const node = execFileSync(pinnedNode, ['--version'], { encoding: 'utf8' }).trim();
  return `${availableParallelism()} cores, Node.js ${node}, VS Code ${versions.newest.vscode}`;
}
