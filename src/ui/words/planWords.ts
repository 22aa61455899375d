import * as vscode from 'vscode';
import { type KindId } from '../../model/kinds';
import { type Blast, type LeftOut, type LeftOutReason } from '../../model/plan';
import { type StateCount, sumOfStates } from '../../model/stateCounts';
import { plainText } from './plainText';
import { inDigits, inWords, listed } from './words';

const { t } = vscode.l10n;

/** Why a row is left out of a plan. */
const WHY: Readonly<Record<LeftOutReason, (one: LeftOut) => string>> = {
  notListed: () => t('not in the list any more'),
  frozen: () => t('frozen'),
  notRunning: ({ status }) => (status === undefined ? t('not running') : inWords(status)),
  notAssigned: () => t('not assigned'),
  noUser: () => t('its user is not known'),
  assigned: ({ userId = '' }) =>
    userId === '' ? t('already assigned') : t('already assigned to {0}', plainText(userId)),
  unknownUser: () => t('it is not known whether it is assigned'),
  abnormal: ({ status }) =>
    t('{0}; restart its server, or reset it to factory state', status === undefined ? t('abnormal') : inWords(status)),
  underWay: ({ status }) => (status === undefined ? t('another operation is in progress') : inWords(status)),
  otherProject: ({ project = '' }) => t('chosen in {0} already', plainText(project)),
  withServer: () => t('its server is selected too'),
  otherOperation: ({ operation }) => t('already part of operation #{0}', operation ?? 0),
  otherUser: ({ userId = '' }) => t('now assigned to {0}', plainText(userId)),
  protected: () => t('protected'),
  flawed: () => t('it cannot be sent'),
};

/** @returns a row that is not in a plan, and why: `web-02: frozen` */
export const leftOutWords = (one: LeftOut): string => t('{0}: {1}', plainText(one.name), WHY[one.why](one));

/**
 * @returns one sentence on the phones that go down with the servers. It has a count only when the phones of all servers
 * are known: reading them costs requests.
 */
export function phonesWords({ servers, phones, phoneStates, serversWithUnknownPhones }: Blast): string {
  if (serversWithUnknownPhones > 0) {
    return servers === 1 ? t('All phones on it go down too.') : t('All phones on them go down too.');
  }
  if (phones === 0) {
    return servers === 1 ? t('It has no phones.') : t('They have no phones.');
  }
  const states = statesWords(phoneStates);
  if (phones === 1) {
    return servers === 1
      ? t('The 1 phone on it goes down too: {0}.', states)
      : t('The 1 phone on them goes down too: {0}.', states);
  }
  return servers === 1
    ? t('The {1} phones on it go down too: {0}.', states, inDigits(phones))
    : t('The {1} phones on them go down too: {0}.', states, inDigits(phones));
}

/** @returns the counts in one line, such as `55 running, 3 shut down` */
export const statesWords = (states: readonly StateCount[]): string =>
  listed(states.map(({ word, count }) => `${inDigits(count)} ${inWords(word)}`));

/** @returns one sentence on the users who are logged in; the cloud does not say whether they are at work */
export function loginWords({ loggedIn, unknownLogins }: Blast): string {
  if (unknownLogins > 0) {
    return t('Users logged in: at least {0}; not known for all.', loggedIn);
  }
  if (loggedIn === 0) {
    return t('No user is logged in.');
  }
  return loggedIn === 1 ? t('1 instance has a user logged in.') : t('{0} instances have a user logged in.', loggedIn);
}

/** @returns one sentence on the targets that could not be read and are known only from the settings; empty for none */
export function unreadWords(kind: KindId, { unread }: Blast): string[] {
  if (unread === 0) {
    return [];
  }
  if (kind === 'server') {
    return unread === 1
      ? [t('1 server could not be read. It is known only from your settings.')]
      : [t('{0} servers could not be read. They are known only from your settings.', unread)];
  }
  return unread === 1
    ? [t('1 instance could not be read. Its user comes from your settings.')]
    : [t('{0} instances could not be read. Their users come from your settings.', unread)];
}

/** @returns the sum of the blasts of several plans, at least one */
export const sumOfBlasts = (blasts: readonly Blast[]): Blast =>
  blasts.reduce((one, other) => ({
    servers: one.servers + other.servers,
    instances: one.instances + other.instances,
    phones: one.phones + other.phones,
    phoneStates: sumOfStates([one.phoneStates, other.phoneStates]),
    serversWithUnknownPhones: one.serversWithUnknownPhones + other.serversWithUnknownPhones,
    loggedIn: one.loggedIn + other.loggedIn,
    unknownLogins: one.unknownLogins + other.unknownLogins,
    unread: one.unread + other.unread,
  }));

/** Longer names are cut, so that the important lines stay visible. In characters. */
const LONGEST_NAME = 80;

/** @returns a foreign name as an item of a list; the bullet keeps it apart from the extension's own lines */
export function item(name: string): string {
  const line = plainText(name);
  return `• ${line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME)}…` : line}`;
}
