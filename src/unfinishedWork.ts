import { hasUnfinished } from './operations/journal/hasUnfinished';

/** The folders with the operations of this version, and with those of version 0.1 that were not taken over yet. */
const FOLDERS = ['operations-v2', 'operations'] as const;

/**
 * The only work of the extension at the start of VS Code: it reads the names in two folders, and no file.
 * @param storage the path of the folder that all windows share
 * @returns whether an operation is stored that has not ended; true also when a folder cannot be read
 */
export async function hasUnfinishedWork(storage: string): Promise<boolean> {
  // It is loaded here, because activation loads nothing but the entry.
  const { readdir } = await import('node:fs/promises');
  const found = await Promise.all(
    FOLDERS.map(async (folder) => {
      try {
        return hasUnfinished(await readdir(`${storage}/${folder}`));
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ENOENT';
      }
    }),
  );
  return found.includes(true);
}
