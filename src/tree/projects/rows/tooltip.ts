import * as vscode from 'vscode';
import { type Instance } from '../../../model/instance';
import { type Project } from '../../../model/project';
import { type Server } from '../../../model/server';
import { errorSentence } from '../../../ui/tell/errorText';
import { cloudTimeText, timeText } from '../../../ui/words/timeText';
import { inDigits, inWords } from '../../../ui/words/words';
import { type CommandLink, type Field, fieldsTooltip } from '../../common/fieldsTooltip';
import { type GroupFacts } from '../listings/shownListings';
import { type Node, type Notice, type PhoneNode } from '../../common/projectsNodes';
import { signInWord } from './render';
import { type Look, statusOf } from './row';

const { t } = vscode.l10n;

/**
 * @param now milliseconds since the epoch
 * @returns every known field of a row; texts of the cloud are never read as Markdown
 */
export const tooltip = (node: Node, look: Look = {}, now = Date.now()): vscode.MarkdownString | undefined =>
  fieldsTooltip(fields(node, look, now), links(node));

function fields(node: Node, look: Look, now: number): readonly Field[] {
  const status: Field = [t('Status'), inWords(statusOf(node)?.word ?? '')];
  switch (node.kind) {
    case 'project':
      return projectFields(node.project, signInWord(node.signIn) ?? t('signed in'));
    case 'server':
      return serverFields(node.server, status, now);
    case 'phone':
      return phoneFields(node, look.server, status, now);
    case 'instance':
      return instanceFields(node.instance, status);
    case 'notice':
      return noticeFields(node.notice);
    case 'group':
      return groupFields(look.group, now);
    case 'subgroup':
    case 'more':
      return [];
  }
}

/** The facts that do not fit into a group's row. */
function groupFields(facts: GroupFacts | undefined, now: number): readonly Field[] {
  if (facts === undefined) {
    return [];
  }
  return [
    [t('Total'), inDigits(facts.total)],
    ...facts.counts.states.map(({ facts: { word }, count }): Field => [inWords(word), inDigits(count)]),
    [t('Read'), timeText(facts.readAt, now)],
    [
      t('Note'),
      facts.heldStill
        ? undefined
        : t('The list kept changing while it was read. A row may be missing or appear twice.'),
    ],
  ];
}

const projectFields = (project: Project, signIn: string): readonly Field[] => [
  [t('Project'), project.name],
  [t('Region'), project.region],
  [t('Sign-in'), signIn],
  [t('Project ID'), project.projectId],
  [t('Account'), project.account],
  ...project.services.map((service): Field => [
    service === 'cph' ? t('Address of Cloud Phone Host (CPH)') : t('Address of KooPhone'),
    project.hosts[service],
  ]),
  [t('Address of the identity service (IAM)'), project.hosts.iam],
];

const serverFields = (server: Server, status: Field, now: number): readonly Field[] => [
  [t('Server'), server.name],
  [t('ID'), server.id],
  status,
  [t('Address'), server.address],
  [t('Server model'), server.serverModel],
  [t('Phone model'), server.phoneModel],
  [t('Availability zone'), server.zone],
  [t('Created'), cloudTimeText(server.createdAt, now)],
];

/** A list of phones has no address: it is known only of a phone that was read alone. */
const phoneFields = (
  { phone, serverId }: PhoneNode,
  server: Server | undefined,
  status: Field,
  now: number,
): readonly Field[] => [
  [t('Phone'), phone.name],
  [t('ID'), phone.id],
  status,
  [t('Server'), server?.name],
  [t('Server ID'), serverId],
  [t('Phone model'), phone.model],
  [t('Image'), phone.imageVersion],
  [t('Address'), phone.address],
  [t('Availability zone'), phone.zone ?? server?.zone],
  [t('Created'), cloudTimeText(phone.createdAt, now)],
];

const instanceFields = (instance: Instance, status: Field): readonly Field[] => [
  [t('Instance'), instance.name],
  [t('ID'), instance.id],
  status,
  [t('Assigned'), yesOrNo(instance.isAssigned)],
  [t('Assigned user'), instance.userId],
  [t('Member'), instance.memberName],
  [t('User logged in'), yesOrNo(instance.isLoggedIn)],
  [t('Model'), instance.sku],
  [t('Region'), instance.region],
];

const yesOrNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? t('yes') : t('no');

/** The texts that a narrow sidebar cuts off. */
function noticeFields(notice: Notice): readonly Field[] {
  switch (notice.kind) {
    case 'problem':
      return [
        [t('Wrong setting'), inWords(notice.problem.text)],
        [t('Where'), `cloudPhone.projects${notice.problem.path}`],
      ];
    case 'failed':
      return [[t('Could not be read'), errorSentence(notice.error)]];
    case 'loading':
    case 'empty':
    case 'signedOut':
    case 'storeSilent':
      return [];
  }
}

/** The argument of a link has only the ids of its row. The command looks up the rest. */
function links(node: Node): readonly CommandLink[] {
  const copyId = (argument: unknown): CommandLink => ({ title: t('Copy ID'), command: 'cloudPhone.copyId', argument });
  const copyName = (argument: unknown): CommandLink => ({
    title: t('Copy Name'),
    command: 'cloudPhone.copyName',
    argument,
  });
  switch (node.kind) {
    case 'project': {
      const { name, projectId } = node.project;
      const argument = { kind: node.kind, project: { name } };
      return projectId === undefined ? [copyName(argument)] : [copyId(argument), copyName(argument)];
    }
    case 'server': {
      const argument = { kind: node.kind, project: node.project, server: { id: node.server.id } };
      return [copyId(argument), copyName(argument)];
    }
    case 'phone': {
      const { kind, project, serverId, phone } = node;
      const argument = { kind, project, serverId, phone: { id: phone.id } };
      return [copyId(argument), copyName(argument)];
    }
    case 'instance': {
      const argument = { kind: node.kind, project: node.project, instance: { id: node.instance.id } };
      return [copyId(argument), copyName(argument)];
    }
    case 'group':
    case 'subgroup':
    case 'more':
    case 'notice':
      return [];
  }
}
