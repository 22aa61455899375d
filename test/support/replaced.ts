import { syncBuiltinESMExports } from 'node:module';

/**
 * Replaces functions of a module of Node while `run` runs, also for those who have imported them by name.
 * @param module its default export
 */
export async function replaced<T extends object>(module: T, own: Partial<T>, run: () => unknown): Promise<void> {
  const kept = Object.keys(own).map((name) => [name, Reflect.get(module, name) as unknown] as const);
  try {
    Object.entries(own).forEach(([name, value]) => Reflect.set(module, name, value));
    syncBuiltinESMExports();
    await run();
  } finally {
    kept.forEach(([name, value]) => Reflect.set(module, name, value));
    syncBuiltinESMExports();
  }
}

/** @returns an error of the file system */
export const diskError = (code: string): Error => Object.assign(new Error(`a fault of the disk: ${code}`), { code });
