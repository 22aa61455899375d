import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Works with a folder of its own, which is deleted afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs what leaves a file in the home folder, as the SDK does, with a home of its own. */
export function withHome<T>(work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  return withFolder((home) => work({ ...process.env, HOME: home, USERPROFILE: home }));
}
