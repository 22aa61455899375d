import path from 'node:path';
import { readHostFacts } from '../tools/setup/hostFacts';
import { root } from '../tools/root';
import versions from '../tools/setup/versions.json';

/** @returns where `runTests` starts a VS Code: a desktop one that is downloaded, or the browser host behind the same face */
export function testHost(version: 'lowest' | 'newest'): { version: string } | { vscodeExecutablePath: string } {
  return readHostFacts().download === true
    ? { version: versions[version].vscode }
    : { vscodeExecutablePath: path.join(root, 'test', 'host', 'browserVscode.mjs') };
}
