import { type Instance } from './instance';
import { type Phone } from './phone';
import { type Server } from './server';
import { message, type Message } from '../base/message';

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
const busy = { icon: 'sync~spin', color: COLOR.warning, health: 'busy', settled: false } as const;
const bad = { icon: 'error', color: COLOR.bad, health: 'bad', settled: true } as const;
/** Whatever is frozen, the cloud does nothing with it. */
export const FROZEN: StatusFacts = {
  word: message('frozen'),
  icon: 'lock',
  color: COLOR.cold,
  health: 'other',
  settled: true,
};
const off = { icon: 'vm-outline', health: 'other', settled: true } as const;
const notListed = { word: message('not listed'), icon: 'question', health: 'other', settled: true } as const;
const creating = { word: message('creating'), ...busy };

/** cph_api_0502.html: the values of a server's `status`. */
const SERVER: Table = {
  0: creating,
  1: creating,
  3: creating,
  4: creating,
  2: { word: message('abnormal'), ...bad },
  5: { word: message('normal'), ...good },
  8: FROZEN,
  10: { word: message('shut down'), ...off },
  11: { word: message('shutting down'), ...busy },
  12: { word: message('shutdown failed'), ...bad },
  13: { word: message('starting'), ...busy },
};

/** cph_api_0503.html: the values of a phone's `status`. */
const PHONE: Table = {
  0: creating,
  1: creating,
  2: { word: message('running'), ...good },
  3: { word: message('resetting'), ...busy },
  4: { word: message('restarting'), ...busy },
  6: FROZEN,
  7: { word: message('shutting down'), ...busy },
  8: { word: message('shut down'), ...off },
  [-5]: { word: message('reset failed'), ...bad },
  [-6]: { word: message('restart failed'), ...bad },
  [-7]: { word: message('abnormal'), ...bad },
  [-8]: { word: message('creation failed'), ...bad },
  [-9]: { word: message('shutdown failed'), ...bad },
};

/** ListInstances.html: the values of an instance's `running_status`. */
const INSTANCE: Table = {
  0: { word: message('unknown'), icon: 'question', health: 'other', settled: true },
  1: { word: message('stopped'), ...off },
  2: { word: message('running'), ...good },
  3: { word: message('going offline'), ...busy },
  4: { word: message('starting'), ...busy },
  5: { word: message('powered off'), ...off },
};

/** What a status means that no page documents: its word is its number. */
const undocumented = (status: number): StatusFacts => ({
  word: message('status {0}', status),
  icon: 'question',
  health: 'other',
  settled: true,
});

/** @returns what the status of a server means. A server without a status is not listed. */
export function serverStatus(server: Pick<Server, 'status'>): StatusFacts {
  return server.status === undefined ? notListed : (SERVER[server.status] ?? undocumented(server.status));
}

/** @returns what the status of a phone means. A phone without a status is not listed. */
export function phoneStatus(phone: Pick<Phone, 'status'>): StatusFacts {
  return phone.status === undefined ? notListed : (PHONE[phone.status] ?? undocumented(phone.status));
}

/** @returns what the status of an instance means. An instance without a status is not listed. */
export function instanceStatus({ isFrozen, runningStatus }: Pick<Instance, 'runningStatus' | 'isFrozen'>): StatusFacts {
  if (isFrozen === true) {
    return FROZEN;
  }
  return runningStatus === undefined ? notListed : (INSTANCE[runningStatus] ?? undocumented(runningStatus));
}

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

/** The `status` of a phone that was shut down (cph_api_0503.html). */
export const PHONE_SHUT_DOWN = 8;

/** The `status` of a server that works normally (cph_api_0502.html). */
export const NORMAL = 5;
