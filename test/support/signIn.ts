import { CphClient } from '../../src/api/cph/client';
import { IamClient } from '../../src/api/iam/client';
import { KooPhoneClient } from '../../src/api/koophone/client';
import { type Transport, type TransportOptions } from '../../src/api/http/transport';
import { type SignInAttempt } from '../../src/auth/signIn/attempt';
import { Sessions } from '../../src/auth/sessions';
import { type Project } from '../../src/model/project';
import { type Cloud, startCloud } from '../cloud/cloud';
import { type CloudOptions } from '../cloud/options';
import { projectSetting } from '../cloud/project';
import { type LogLines, testTransport } from './api';
import { InMemorySecrets } from './inMemorySecrets';
import { TestClock } from './testClock';
import { theProject } from './theProject';

/** A window with sessions of its own. It may share the secret store with other windows. */
interface Window {
  readonly sessions: Sessions;
  readonly log: LogLines;
  readonly transport: Transport;
  clients(project: Project): { cph: CphClient; koophone: KooPhoneClient };
}

/** A simulated cloud and the lower layers of the extension, all with one TestClock. */
export interface Bench extends Window {
  readonly cloud: Cloud;
  readonly clock: TestClock;
  readonly secrets: InMemorySecrets;
  /** @returns the main project of the simulated cloud, with these fields of its entry replaced */
  project(differs?: Readonly<Record<string, unknown>>): Project;
  readonly attempt: Extract<SignInAttempt, { kind: 'iamUser' }>;
  signIn(project?: Project, options?: { password: boolean }, attempt?: SignInAttempt): Promise<void>;
  openWindow(): Window;
  /** @returns how many requests for a token were sent */
  passwordsSent(): number;
  close(): Promise<void>;
}

export async function openBench(options: Partial<CloudOptions> = {}): Promise<Bench> {
  const clock = new TestClock();
  const cloud = await startCloud({ now: clock.exactNow, ...options });
  const secrets = new InMemorySecrets();
  const openWindow = (): Window => openWindowOver(secrets, clock);
  const window = openWindow();
  const { domain, user, password } = cloud.account;
  const attempt = { kind: 'iamUser', domain, user, password } as const;
  const project = (differs: Readonly<Record<string, unknown>> = {}): Project =>
    theProject({ ...projectSetting(cloud), ...differs });
  return {
    ...window,
    cloud,
    clock,
    secrets,
    project,
    attempt,
    signIn: async (to = project(), kept = { password: true }, typed = attempt) => {
      await window.sessions.keep(to, await window.sessions.prove(to, typed), kept);
    },
    openWindow,
    passwordsSent: () =>
      cloud.requests.filter(({ method, path }) => method === 'POST' && path === '/v3/auth/tokens').length,
    close: () => cloud.close(),
  };
}

/**
 * Opens a window that nobody has used yet.
 * @param options of its transport, where they differ
 */
export function openWindowOver(
  secrets: InMemorySecrets,
  clock: TestClock,
  options: Partial<TransportOptions> = {},
): Window {
  const { log, transport } = testTransport({ ...options, clock });
  const iam = (project: Project): IamClient => new IamClient({ transport, origin: project.hosts.iam });
  const sessions = new Sessions({ secrets, clock, log, iam });
  const clients = (project: Project) => {
    const { projectId = '', hosts } = project;
    const connection = { transport, authorizer: sessions.authorizer(project), projectId };
    return {
      cph: new CphClient({ ...connection, origin: hosts.cph }),
      koophone: new KooPhoneClient({ ...connection, origin: hosts.koophone }),
    };
  };
  return { sessions, log, transport, clients };
}
