import { type Instance } from './instance';
import { type Phone } from './phone';
import { type Server } from './server';
import { message, type Message } from '../base/message';

/** What an operation can do to its targets. The context value of a row names them as `can:restart`. */
export type Verb = 'restart' | 'reboot' | 'unassign';

/**
 * The class of a status: `good` works, `busy` is changed by the cloud now, `bad` is broken, `other` is none of these.
 */
export type StatusClass = 'good' | 'busy' | 'bad' | 'other';

/** What one status means to a person and to the extension. */
export interface StatusFacts {
  /** The name of the status. */
  readonly word: Message;
  /** The id of an icon of VS Code. */
  readonly icon: string;
  /** The id of a theme colour; absent: the icon has the colour of the text. */
  readonly color?: string;
  readonly health: StatusClass;
  /** false while the cloud is at work and the status will change by itself. */
  readonly settled: boolean;
  /** The verbs that the status allows. */
  readonly verbs: readonly Verb[];
}

type Table = Readonly<Record<number, StatusFacts>>;

/**
 * Theme colours of icons. In every theme that comes with VS Code they have a contrast of at least 3:1 to the sidebar
 * (WCAG 1.4.11). testing.iconPassed, charts.yellow, charts.orange and disabledForeground have less in light themes.
 */
export const COLOR = {
  good: 'charts.green',
  warning: 'list.warningForeground',
  bad: 'charts.red',
  cold: 'charts.blue',
  faint: 'descriptionForeground',
} as const;

const good = { icon: 'vm-running', color: COLOR.good, health: 'good', settled: true } as const;
const busy = { icon: 'sync~spin', color: COLOR.warning, health: 'busy', settled: false, verbs: [] } as const;
const bad = { icon: 'error', color: COLOR.bad, health: 'bad', settled: true } as const;
const frozen = {
  word: message('frozen'),
  icon: 'lock',
  color: COLOR.cold,
  health: 'other',
  settled: true,
  verbs: [],
} as const;
const off = { icon: 'vm-outline', health: 'other', settled: true, verbs: [] } as const;
const notListed = { word: message('not listed'), icon: 'question', health: 'other', settled: true } as const;
const creating = { word: message('creating'), ...busy };

/** cph_api_0502.html: the values of a server's `status`. */
const SERVER: Table = {
  0: creating,
  1: creating,
  3: creating,
  4: creating,
  2: { word: message('abnormal'), ...bad, verbs: ['restart'] },
  5: { word: message('normal'), ...good, verbs: ['restart'] },
  8: frozen,
  10: { word: message('shut down'), ...off },
  11: { word: message('shutting down'), ...busy },
  12: { word: message('shutdown failed'), ...bad, verbs: ['restart'] },
  13: { word: message('starting'), ...busy },
};

/** cph_api_0503.html: the values of a phone's `status`. */
const PHONE: Table = {
  0: creating,
  1: creating,
  2: { word: message('running'), ...good, verbs: [] },
  3: { word: message('resetting'), ...busy },
  4: { word: message('restarting'), ...busy },
  6: frozen,
  7: { word: message('shutting down'), ...busy },
  8: { word: message('shut down'), ...off },
  [-5]: { word: message('reset failed'), ...bad, verbs: [] },
  [-6]: { word: message('restart failed'), ...bad, verbs: [] },
  [-7]: { word: message('abnormal'), ...bad, verbs: [] },
  [-8]: { word: message('creation failed'), ...bad, verbs: [] },
  [-9]: { word: message('shutdown failed'), ...bad, verbs: [] },
};

/** ListInstances.html: the values of an instance's `running_status`. */
const INSTANCE: Table = {
  0: { word: message('unknown'), icon: 'question', health: 'other', settled: true, verbs: [] },
  1: { word: message('stopped'), ...off },
  2: { word: message('running'), ...good, verbs: ['reboot'] },
  3: { word: message('going offline'), ...busy },
  4: { word: message('starting'), ...busy },
  5: { word: message('powered off'), ...off },
};

/** What a status means that no page documents: its word is its number, and it allows no verb. */
const undocumented = (status: number): StatusFacts => ({
  word: message('status {0}', status),
  icon: 'question',
  health: 'other',
  settled: true,
  verbs: [],
});

/** @returns what the status of a server means. A server without a status is not listed; it can still be restarted. */
export function serverStatus(server: Pick<Server, 'status'>): StatusFacts {
  if (server.status === undefined) {
    return { ...notListed, verbs: ['restart'] };
  }
  return SERVER[server.status] ?? undocumented(server.status);
}

/** @returns what the status of a phone means. A phone without a status is not listed. */
export function phoneStatus(phone: Pick<Phone, 'status'>): StatusFacts {
  return phone.status === undefined ? { ...notListed, verbs: [] } : (PHONE[phone.status] ?? undocumented(phone.status));
}

/**
 * @returns what the status of an instance means. A frozen instance allows no verb. Any other instance with a known user
 *   allows `unassign` in every state, unless the cloud says that it is not assigned. An instance without a status is
 *   not listed; it can still be rebooted.
 */
export function instanceStatus(
  instance: Pick<Instance, 'runningStatus' | 'isFrozen' | 'isAssigned' | 'userId'>,
): StatusFacts {
  if (instance.isFrozen === true) {
    return frozen;
  }
  const facts =
    instance.runningStatus === undefined
      ? { ...notListed, verbs: ['reboot'] as const }
      : (INSTANCE[instance.runningStatus] ?? undocumented(instance.runningStatus));
  return isAssigned(instance) ? { ...facts, verbs: [...facts.verbs, 'unassign'] } : facts;
}

const isAssigned = (instance: Pick<Instance, 'isAssigned' | 'userId'>): boolean =>
  (instance.userId ?? '') !== '' && instance.isAssigned !== false;

/** The `running_status` of an instance that runs. BatchQueryStatus.html and ListInstances.html agree on this value. */
export const RUNNING = 2;

/**
 * The values of `running_status` with which an instance surely does not run (ListInstances.html): stopped, going
 * offline, starting, powered off. 0 means `unknown` and is not among them, and neither is a value that no page
 * documents.
 */
export const NOT_RUNNING: ReadonlySet<number | undefined> = new Set([1, 3, 4, 5]);

/** The `status` of a phone that runs (cph_api_0503.html). */
export const PHONE_RUNNING = 2;

/** The `status` of a server that works normally (cph_api_0502.html). */
export const NORMAL = 5;
