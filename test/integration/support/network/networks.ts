import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Cloud, startCloud } from '../../../cloud/cloud';
import { type CloudOptions } from '../../../cloud/options';
import { projectSetting } from '../../../cloud/project';
import { type Proxy, startProxy } from './proxy';
import { until } from '../../../support/until';
import { startNamingProxy } from './namingProxy';
import { type HostileProxy, startHostileProxy } from './hostileProxy';
import { LOCAL_HOST, NAMED_HOST, type NetworkFiles } from './files';
import { pressEscape, type WatchedWindow } from '../window';

export const PROXY_USER = { name: 'corp', password: 'proxy-pass' };
/** How long to wait for an outcome, in milliseconds. A failure comes after retries that wait two and four seconds. */
const PATIENCE_MS = 20_000;

/** 2,030 rows, answers with some latency, and reboots that end soon. */
const FLEET = { servers: 30, phonesPerServer: 60, instances: 200, latencyMs: 20, rebootLeaveMs: 0, rebootMs: 1500 };

/** A cloud: `http`, or https with this certificate. `fleet` is a large cloud with a trusted certificate. */
export type CloudName = 'http' | 'fleet' | keyof NetworkFiles['certificates'];
export type ProxyName = 'open' | 'asking' | 'refusing' | 'speaking' | 'opening';

/** An attempt to sign in. */
export interface Try {
  readonly cloud: CloudName;
  readonly proxy?: ProxyName;
  /** The user in the address of the proxy, as `name:password@`. */
  readonly user?: string;
  /** More settings of `http`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Uses the cloud's address also with a proxy, which knows its name. */
  readonly byAddress?: true;
}

/** What was seen of an attempt. */
interface Seen {
  /** `signed in`, or the sentence that the box shows. */
  readonly outcome: string;
  /** How many requests reached the cloud. */
  readonly requests: number;
  /** The request lines that the proxies got. */
  readonly proxied: readonly string[];
}

/** Clouds with all kinds of certificates, and proxies of all kinds in front of them. */
export interface Networks {
  readonly clouds: Readonly<Record<CloudName, Cloud>>;
  /** Signs in with a token as a person does. */
  trySignIn(asked: Try): Promise<Seen>;
  /** Signs in, and then runs `work`. */
  whileSignedIn<T>(asked: Try, work: (project: string, cloud: Cloud) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openNetworks(files: NetworkFiles, window: WatchedWindow): Promise<Networks> {
  const { certificates } = files;
  const cloud = (certificate?: { key: string; cert: string }, more: Partial<CloudOptions> = {}): Promise<Cloud> =>
    startCloud({ host: LOCAL_HOST, servers: 1, instances: 1, ...(certificate && { certificate }), ...more });
  const clouds = {
    http: await cloud(),
    fleet: await cloud(certificates.trusted, FLEET),
    trusted: await cloud(certificates.trusted),
    unknown: await cloud(certificates.unknown),
    expired: await cloud(certificates.expired),
    otherHost: await cloud(certificates.otherHost),
  };
  const last = await startNamingProxy(NAMED_HOST, LOCAL_HOST);
  const upstream = { host: NAMED_HOST, port: last.port };
  const proxies: Record<ProxyName, Proxy | HostileProxy> = {
    open: await startProxy(files.proxy, { upstream }),
    asking: await startProxy(files.proxy, { upstream, user: PROXY_USER }),
    refusing: await startProxy(files.proxy, { connectPort: 443 }),
    speaking: await startHostileProxy({ says: 'HTTP/1.1 201 Created\r\nx-subject-token: MIIforged\r\n\r\n{}' }),
    opening: await startHostileProxy({ certificate: certificates.unknown }),
  };
  const all = Object.values(proxies);
  const whileConfigured = async <T>(
    { cloud: name, proxy, user = '', settings: more, byAddress }: Try,
    work: (target: Cloud) => Promise<T>,
  ): Promise<T> => {
    const target = clouds[name];
    const way = proxy === undefined ? {} : { proxy: `http://${user}127.0.0.1:${proxies[proxy].port}` };
    const settings = { ...way, ...more };
    const isNamed = name !== 'http' && proxy !== undefined && byAddress === undefined;
    const origin = isNamed ? target.origin.replace(LOCAL_HOST, NAMED_HOST) : target.origin;
    target.clearRequests();
    all.forEach((one) => one.newRequests());
    await configure({ ...target, origin }, settings);
    try {
      return await work(target);
    } finally {
      await configure(undefined, Object.fromEntries(Object.keys(settings).map((key) => [key, undefined])));
    }
  };
  const trySignIn = (asked: Try): Promise<Seen> =>
    whileConfigured(asked, async (target) => {
      const outcome = await signIn(target, window);
      return { outcome, requests: target.requests.length, proxied: all.flatMap((one) => one.newRequests()) };
    });
  return {
    clouds,
    trySignIn,
    whileSignedIn: (asked, work) =>
      whileConfigured(asked, async (target) => {
        assert.equal(await signIn(target, window), 'signed in');
        return work(project(), target);
      }),
    close: async () => {
      await Promise.all([
        ...Object.values(clouds).map((one) => one.close()),
        ...[...all, last].map((one) => one.stop()),
      ]);
    },
  };
}

let projects = 0;
/** Each attempt has a project of its own, so nothing is left over from the one before. */
const project = (): string => `Network ${projects}`;

async function configure(
  cloud: Pick<Cloud, 'origin' | 'account'> | undefined,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  projects++;
  const write = (section: string, key: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
  for (const [key, value] of Object.entries(settings)) {
    await write('http', key, value);
  }
  await write('cloudPhone', 'projects', cloud && [projectSetting(cloud, project())]);
}

async function signIn(cloud: Cloud, window: WatchedWindow): Promise<string> {
  const signingIn = Promise.resolve(vscode.commands.executeCommand('cloudPhone.signIn', { project: project() }));
  const state = { outcome: '' };
  const end = (outcome: string) => () => {
    state.outcome ||= outcome;
  };
  const over = signingIn.then(end('signed in'), end('the command failed'));
  await window.type('Token');
  const box = await window.type(cloud.issueToken());
  const sentence = (): string => ('items' in box ? '' : validationText(box.validationMessage));
  await until(() => state.outcome !== '' || sentence() !== '', 'the end of a sign-in', PATIENCE_MS);
  if (state.outcome === '') {
    state.outcome = sentence();
    await pressEscape();
  }
  await over;
  return state.outcome;
}

const validationText = (message: string | vscode.InputBoxValidationMessage | undefined): string =>
  typeof message === 'string' ? message : (message?.message ?? '');
