import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../tools/root';
import { installVsix } from '../../../host/server';

/**
 * Gives a VS Code that is not started yet a packaged extension: installed as a person would on the command line, once
 * for each package, and copied from then on.
 */
export async function copyInstalled(folder: string, dataFolder: string, vsix: string): Promise<void> {
  const hash = createHash('sha256').update(folder).update(readFileSync(vsix)).digest('hex').slice(0, 16);
  const kept = path.join(root, '.cache', `installed-${hash}`);
  if (!existsSync(kept)) {
    mkdirSync(path.dirname(kept), { recursive: true });
    const fresh = mkdtempSync(path.join(root, '.cache', 'installing-'));
    await installVsix(folder, fresh, vsix);
    // Without this list VS Code looks itself what is in the folder, so that other extensions can be put beside.
    rmSync(path.join(fresh, 'extensions', 'extensions.json'));
    keep(path.join(fresh, 'extensions'), kept);
    rmSync(fresh, { recursive: true, force: true });
  }
  cpSync(kept, path.join(dataFolder, 'extensions'), { recursive: true });
}

/** Two test files may do it at the same time: the second one's copy is as good as the first one's. */
function keep(made: string, kept: string): void {
  try {
    renameSync(made, kept);
  } catch (error) {
    if (!existsSync(kept)) {
      throw error;
    }
  }
}
