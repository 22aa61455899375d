import type * as vscode from 'vscode';

/**
 * Looks now and after each event, for at most `ms` milliseconds.
 * @returns the first thing that `look` gives; undefined when it gives nothing within the time
 */
export function firstSeen<T extends object | true>(
  event: vscode.Event<unknown>,
  look: () => T | undefined,
  ms: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (seen?: T): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(seen);
    };
    const again = (): void => {
      const seen = look();
      if (seen !== undefined) {
        end(seen);
      }
    };
    const timer = setTimeout(end, ms);
    const listening = event(again);
    again();
  });
}
