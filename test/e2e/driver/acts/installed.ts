import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../tools/root';
import { installVsix } from '../../../host/server';

/**
 * Puts a packaged extension into a VS Code that is not started yet. Each package is installed once with the command
 * line, as a person would do it, and is copied after that.
 */
export async function copyInstalled(folder: string, dataFolder: string, vsix: string): Promise<void> {
  const hash = createHash('sha256').update(folder).update(readFileSync(vsix)).digest('hex').slice(0, 16);
  const kept = path.join(root, '.cache', `installed-${hash}`);
  if (!existsSync(kept)) {
    mkdirSync(path.dirname(kept), { recursive: true });
    const fresh = mkdtempSync(path.join(root, '.cache', 'installing-'));
    await installVsix(folder, fresh, vsix);
    // Without this list VS Code scans the folder, so that other extensions can be added.
    rmSync(path.join(fresh, 'extensions', 'extensions.json'));
    keep(path.join(fresh, 'extensions'), kept);
    rmSync(fresh, { recursive: true, force: true });
  }
  cpSync(kept, path.join(dataFolder, 'extensions'), { recursive: true });
}

/** Two test files may do this at the same time. Both copies are equal, so either one is used. */
function keep(made: string, kept: string): void {
  try {
    renameSync(made, kept);
  } catch (error) {
    if (!existsSync(kept)) {
      throw error;
    }
  }
}
