import { type Session } from '../acts/session';

/** A built-in extension that starts after the window. Once it runs, VS Code has started all that start by themselves. */
const startsLast = 'Merge Conflict';

/**
 * Reloads the window and reads how long an extension took to activate.
 * @param name the extension's name as the window shows it
 * @returns whole milliseconds, as the window shows it
 */
export async function activationTime({ workbench, reopen }: Session, name: string): Promise<number> {
  await reopen();
  const running = await workbench.runningExtensions([startsLast, name]);
  return running.find((row) => row.name === name)?.activationMs ?? NaN;
}
