import { type Instance } from './instance';
import { type Phone } from './phone';
import { type Server } from './server';
import { message, type Message } from '../base/message';

/** What a person can have done to a thing; the words appear in a row's context value as `can:restart`. */
export type Verb = 'restart' | 'reboot' | 'unassign';

/** How a thing is, roughly: it works, the cloud is at work on it, it is broken, or nothing of these. */
export type StatusClass = 'good' | 'busy' | 'bad' | 'other';

/** What one status means to a person and to the extension. */
export interface StatusFacts {
  readonly word: Message;
  readonly icon: string;
  readonly color?: string;
  readonly health: StatusClass;
  /** false while the cloud is still at work on it. */
  readonly settled: boolean;
  readonly verbs: readonly Verb[];
}

type Table = Readonly<Record<number, StatusFacts>>;

/**
 * Theme colours of icons. In every theme of VS Code's own they stand out from the sidebar by 3:1 (WCAG 1.4.11), which
 * testing.iconPassed, charts.yellow, charts.orange and disabledForeground do not in the light ones.
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

/** A value that no page documents: it keeps its number and allows nothing, and the list goes on. */
const unheardOf = (status: number): StatusFacts => ({
  word: message('status {0}', status),
  icon: 'question',
  health: 'other',
  settled: true,
  verbs: [],
});

/** @returns what a server's status means; a server that was never listed can still be restarted. */
export function serverStatus(server: Pick<Server, 'status'>): StatusFacts {
  if (server.status === undefined) {
    return { ...notListed, verbs: ['restart'] };
  }
  return SERVER[server.status] ?? unheardOf(server.status);
}

/** @returns what a phone's status means. */
export function phoneStatus(phone: Pick<Phone, 'status'>): StatusFacts {
  return phone.status === undefined ? { ...notListed, verbs: [] } : (PHONE[phone.status] ?? unheardOf(phone.status));
}

/**
 * @returns what an instance's status means; `unassign` is among the verbs of an assigned instance whose user is known,
 * whatever its running state, unless it is frozen.
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
      : (INSTANCE[instance.runningStatus] ?? unheardOf(instance.runningStatus));
  return isAssigned(instance) ? { ...facts, verbs: [...facts.verbs, 'unassign'] } : facts;
}

const isAssigned = (instance: Pick<Instance, 'isAssigned' | 'userId'>): boolean =>
  (instance.userId ?? '') !== '' && instance.isAssigned !== false;

/** An instance runs when batch-query says 2 (BatchQueryStatus.html and ListInstances.html agree on this one). */
export const RUNNING = 2;

/**
 * The states in which an instance surely does not run (ListInstances.html): stopped, going offline, starting, powered
 * off. 0 is `unknown`, and of a number that no page documents nothing is known: neither is among them.
 */
export const NOT_RUNNING: ReadonlySet<number | undefined> = new Set([1, 3, 4, 5]);

/** A phone runs when its status says 2 (cph_api_0503.html). */
export const PHONE_RUNNING = 2;

/** A server is well when its status says 5 (cph_api_0502.html). */
export const NORMAL = 5;
