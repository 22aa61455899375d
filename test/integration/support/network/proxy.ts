import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../tools/processes/freePort';
import { endGroup, spawnGroup, untilAnswers } from '../../../tools/processes/processGroup';

/** The options of a proxy. By default everyone can use it for every host. */
interface ProxyOptions {
  /** The only user that it accepts. */
  readonly user?: { readonly name: string; readonly password: string };
  /** The only port that it connects to with CONNECT. */
  readonly connectPort?: number;
  /** Another proxy, to which it forwards the requests for one host. */
  readonly upstream?: { readonly host: string; readonly port: number };
}

/** A running tinyproxy on 127.0.0.1. */
export interface Proxy {
  readonly port: number;
  /** @returns the request lines since the last call, such as `CONNECT 127.0.0.2:443 HTTP/1.1` */
  newRequests(): string[];
  stop(): Promise<void>;
}

const startDeadlineMs = 10_000;

function configuration(port: number, logFile: string, { user, connectPort, upstream }: ProxyOptions): string {
  return [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Allow 127.0.0.1',
    'Timeout 30',
    `LogFile "${logFile}"`,
    'LogLevel Connect',
    ...(user === undefined ? [] : [`BasicAuth ${user.name} ${user.password}`]),
    ...(connectPort === undefined ? [] : [`ConnectPort ${connectPort}`]),
    ...(upstream === undefined ? [] : [`Upstream http 127.0.0.1:${upstream.port} "${upstream.host}"`]),
    '',
  ].join('\n');
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

/**
 * Starts a proxy. Resolves when it answers.
 * @param program the path of tinyproxy, as the set-up found it
 */
export async function startProxy(program: string, options: ProxyOptions = {}): Promise<Proxy> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-proxy-'));
  const logFile = path.join(folder, 'log');
  const configFile = path.join(folder, 'config');
  const port = await freePort();
  writeFileSync(logFile, '');
  writeFileSync(configFile, configuration(port, logFile, options), { mode: 0o600 });
  const child = spawnGroup(program, ['-d', '-c', configFile], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await endGroup(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswers(child, () => answers(port), startDeadlineMs);
  } catch (error) {
    const log = readFileSync(logFile, 'utf8');
    await stop();
    throw new Error(`The proxy did not start:\n${log}`, { cause: error });
  }
  let seen = 0;
  const newRequests = (): string[] => {
    const text = readFileSync(logFile, 'utf8');
    const fresh = text.slice(seen);
    seen = text.length;
    return [...fresh.matchAll(/Request \(file descriptor \d+\): (.*)$/gm)].map(([, line]) => line ?? '');
  };
  return { port, newRequests, stop };
}
