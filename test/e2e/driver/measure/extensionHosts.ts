import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The process ids of the extension hosts in the logs of the server, in the order of their start. */
export function extensionHosts(dataFolder: string): number[] {
  const logs = readdirSync(path.join(dataFolder, 'data', 'logs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'remoteexthost.log')
    .sort();
  return logs.flatMap((name) =>
    [
      ...readFileSync(path.join(dataFolder, 'data', 'logs', name), 'utf8').matchAll(
        /Extension host with pid (\d+) started/g,
      ),
    ].map(([, pid]) => Number(pid)),
  );
}

/**
 * Ends the newest extension host as a crash would. The window starts a new one by itself, at most twice in five
 * minutes.
 */
export function killExtensionHost(dataFolder: string): void {
  const host = extensionHosts(dataFolder).at(-1);
  if (host === undefined) {
    throw new Error('No extension host has started.');
  }
  process.kill(host, 'SIGKILL');
}
