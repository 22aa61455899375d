import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Runs work with a temporary home folder, because the SDK leaves a file there. */
export async function withHome<T>(work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(tmpdir(), 'cloud-phone-bench-'));
  try {
    return await work({ ...process.env, HOME: home, USERPROFILE: home });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
