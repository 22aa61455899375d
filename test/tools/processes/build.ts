import { execFileSync } from 'node:child_process';
import { pinnedNode, root } from '../root';

/** Bundles the extension into dist/; throws with what esbuild said when it cannot. */
export function buildExtension(): void {
  execFileSync(pinnedNode, ['esbuild.js'], { cwd: root, stdio: 'pipe' });
}
