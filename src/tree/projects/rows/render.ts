import * as vscode from 'vscode';
import { COLOR, instanceStatus, phoneStatus, serverStatus, type StatusFacts } from '../../../model/status';
import { type Verb } from '../../../model/verbs';
import { errorInShort } from '../../../ui/tell/errorText';
import { inDigits, inWords, listed } from '../../../ui/words/words';
import { VERB_WORDS } from '../../../ui/words/verbs/registry';
import { plainText } from '../../../ui/words/plainText';
import { describe, icon } from '../../common/iconAndDescription';
import { groupRow, subgroupRow } from './groupRows';
import {
  type InstanceNode,
  type MoreNode,
  type Node,
  nodeId,
  type NoticeNode,
  type PhoneNode,
  type ProjectNode,
  type ServerNode,
} from '../../common/projectsNodes';
import { contextValue } from './contextMenu';
import { type Look, type Row } from './row';

const { t } = vscode.l10n;

/** @returns the row for VS Code, without its tooltip: VS Code asks for that when it is needed */
export function render(node: Node, look: Look): vscode.TreeItem {
  const row = rowOf(node, look);
  const label = plainText(row.label);
  const description = row.description === undefined ? undefined : plainText(row.description);
  const item = new vscode.TreeItem(label, collapsible(row.expands));
  item.id = nodeId(node);
  item.iconPath = row.icon;
  item.contextValue = contextValue(node, look);
  if (description !== undefined) {
    item.description = description;
  }
  if (row.command) {
    item.command = row.command;
  }
  const spoken = [row.spokenKind ?? '', label, description ?? ''].filter((text) => text !== '');
  item.accessibilityInformation = { label: listed(spoken) };
  return item;
}

function rowOf(node: Node, look: Look): Row {
  switch (node.kind) {
    case 'project':
      return projectRow(node);
    case 'group':
      return groupRow(node, look.group);
    case 'subgroup':
      return subgroupRow(node, look.subgroup);
    case 'more':
      return moreRow(node);
    case 'server':
      return serverRow(node, look);
    case 'phone':
      return phoneRow(node, look);
    case 'instance':
      return instanceRow(node, look);
    case 'notice':
      return noticeRow(node);
  }
}

function projectRow({ project, signIn }: ProjectNode): Row {
  const isSignedIn = signIn === 'signedIn';
  return {
    label: project.name,
    description: describe(project.region, signInWord(signIn)),
    icon: isSignedIn ? icon('cloud', COLOR.good) : icon('debug-disconnect'),
    spokenKind: t('Project'),
    expands: 'open',
  };
}

/** @returns the words for a project's sign-in; undefined when it is signed in */
export function signInWord(signIn: ProjectNode['signIn']): string | undefined {
  switch (signIn) {
    case 'signedIn':
      return undefined;
    case 'signedOut':
      return t('signed out');
    case 'signInAgain':
      return t('signed out · sign in again');
    case 'storeSilent':
      return t('signed out · the secret storage does not respond');
    case 'checking':
      return t('looking for the sign-in…');
  }
}

function moreRow({ below, shown, total }: MoreNode): Row {
  return {
    label: t('Load more…'),
    description: t('{0} of {1}', inDigits(shown), inDigits(total)),
    icon: icon('ellipsis'),
    command: { command: 'cloudPhone.loadMore', title: t('Load more…'), arguments: [{ below }] },
  };
}

function serverRow({ server }: ServerNode, { busy }: Look): Row {
  const facts = serverStatus(server);
  return {
    label: server.name ?? server.id,
    description: describe(stateWord(facts, busy), server.address),
    icon: statusIcon(facts, busy),
    spokenKind: t('Server'),
    expands: 'closed',
  };
}

function phoneRow({ phone }: PhoneNode, { busy }: Look): Row {
  const facts = phoneStatus(phone);
  return {
    label: phone.name ?? phone.id,
    description: stateWord(facts, busy),
    icon: statusIcon(facts, busy),
    spokenKind: t('Phone'),
  };
}

function instanceRow({ instance }: InstanceNode, { busy }: Look): Row {
  const facts = instanceStatus(instance);
  return {
    label: instance.name ?? instance.id,
    description: describe(stateWord(facts, busy), instance.userId),
    icon: statusIcon(facts, busy),
    spokenKind: t('Instance'),
  };
}

function noticeRow(node: NoticeNode): Row {
  const { notice } = node;
  const readAgain = { command: 'cloudPhone.refresh', title: t('Refresh'), arguments: [node] };
  switch (notice.kind) {
    case 'loading':
      return {
        label:
          notice.phones === undefined
            ? t('Loading…')
            : t('Reading: {0} of {1} phones', inDigits(notice.phones.read), inDigits(notice.phones.total)),
        icon: icon('loading~spin'),
      };
    case 'empty':
      return {
        label: notice.filtered ? nothingFound(notice.isPartial) : EMPTY[notice.what](),
        description: notice.filtered ? t('click to clear the filter') : t('click to try again'),
        icon: icon('info'),
        command: notice.filtered ? { command: 'cloudPhone.clearFilter', title: t('Clear Filter') } : readAgain,
      };
    case 'signedOut':
      return {
        label: notice.again ? t('Sign in again…') : t('Sign in…'),
        icon: icon('sign-in'),
        command: { command: 'cloudPhone.signIn', title: t('Sign in…'), arguments: [{ project: notice.project }] },
      };
    case 'storeSilent':
      return {
        label: t('The secret storage does not respond'),
        description: t('unlock the keyring and refresh, or click to sign in'),
        icon: icon('warning', COLOR.warning),
        command: { command: 'cloudPhone.signIn', title: t('Sign in…'), arguments: [{ project: notice.project }] },
      };
    case 'failed':
      return {
        label: t('Could not be read'),
        description: errorInShort(notice.error),
        icon: icon('error', COLOR.bad),
        command: readAgain,
      };
    case 'problem':
      return {
        label: notice.problem.label,
        description: inWords(notice.problem.text),
        icon: icon('warning', COLOR.warning),
        spokenKind: t('Wrong setting'),
        command: {
          command: 'cloudPhone.editProject',
          title: t('Edit Project'),
          arguments: [{ project: notice.problem.label, path: notice.problem.path }],
        },
      };
  }
}

const nothingFound = (isPartial = false): string =>
  isPartial ? t('Nothing found so far: not all phones were read') : t('Nothing matches the filter');

const EMPTY = {
  servers: () => t('No servers'),
  phones: () => t('No phones on this server'),
  instances: () => t('No instances'),
};

const statusIcon = (facts: StatusFacts, busy: Verb | undefined): vscode.ThemeIcon =>
  busy === undefined ? icon(facts.icon, facts.color) : icon('sync~spin', COLOR.warning);

const stateWord = (facts: StatusFacts, busy: Verb | undefined): string =>
  busy === undefined ? inWords(facts.word) : VERB_WORDS[busy].busy();

function collapsible(expands: Row['expands']): vscode.TreeItemCollapsibleState {
  switch (expands) {
    case undefined:
      return vscode.TreeItemCollapsibleState.None;
    case 'open':
      return vscode.TreeItemCollapsibleState.Expanded;
    case 'closed':
      return vscode.TreeItemCollapsibleState.Collapsed;
  }
}
