import * as vscode from 'vscode';
import { errorSentence } from '../ui/errorText';
import { inDigits, inWords } from '../ui/words';
import { type Node, type Notice } from './nodes';
import { type GroupFacts } from './listings';
import { type Look, statusOf } from './render';

const { t } = vscode.l10n;

/** @returns every known field of what a row shows; the cloud's texts are never read as Markdown. */
export const tooltip = (node: Node, look: Look = {}): vscode.MarkdownString | undefined =>
  fieldsTooltip(fields(node, look));

/** @returns the fields that have a value, one a line; undefined when there is none. */
export function fieldsTooltip(all: readonly Field[]): vscode.MarkdownString | undefined {
  const rows = all.filter(([, value]) => value !== undefined && value !== '');
  if (rows.length === 0) {
    return undefined;
  }
  const markdown = new vscode.MarkdownString();
  for (const [name, value] of rows) {
    markdown.appendText(asText(`${name}: ${value ?? ''}`));
    markdown.appendMarkdown('  \n');
  }
  return markdown;
}

/** appendText leaves HTML and entities alone, and makes a paragraph of a line break. */
const asText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\r\n\u2028\u2029]+/g, ' ');

type Field = readonly [name: string, value: string | undefined];

function fields(node: Node, look: Look): readonly Field[] {
  const status: Field = [t('Status'), inWords(statusOf(node)?.word ?? '')];
  switch (node.kind) {
    case 'project': {
      const { name, region, projectId, account } = node.project;
      return [
        [t('Project'), name],
        [t('Region'), region],
        [t('Project id'), projectId],
        [t('Account'), account],
      ];
    }
    case 'server': {
      const { name, id, address, serverModel, phoneModel, zone, createdAt } = node.server;
      return [
        [t('Server'), name],
        [t('ID'), id],
        status,
        [t('Address'), address],
        [t('Server model'), serverModel],
        [t('Phone model'), phoneModel],
        [t('Availability zone'), zone],
        [t('Created'), createdAt],
      ];
    }
    case 'phone': {
      const { name, id, model, imageVersion, zone, createdAt } = node.phone;
      return [
        [t('Phone'), name],
        [t('ID'), id],
        status,
        [t('Phone model'), model],
        [t('Image'), imageVersion],
        [t('Availability zone'), zone],
        [t('Created'), createdAt],
      ];
    }
    case 'instance': {
      const { name, id, userId, memberName, isLoggedIn, sku, region } = node.instance;
      return [
        [t('Instance'), name],
        [t('ID'), id],
        status,
        [t('Assigned user'), userId],
        [t('Member'), memberName],
        [t('User logged in'), isLoggedIn === undefined ? undefined : isLoggedIn ? t('yes') : t('no')],
        [t('Model'), sku],
        [t('Region'), region],
      ];
    }
    case 'notice':
      return noticeFields(node.notice);
    case 'group':
      return groupFields(look.group);
    case 'subgroup':
    case 'more':
      return [];
  }
}

/** What a group's row has no room for. */
function groupFields(facts: GroupFacts | undefined): readonly Field[] {
  if (facts === undefined) {
    return [];
  }
  return [
    [t('Listed'), inDigits(facts.total)],
    ...facts.tally.states.map(({ facts: { word }, count }): Field => [inWords(word), inDigits(count)]),
    [t('Read'), new Date(facts.readAt).toLocaleString(vscode.env.language)],
    [
      t('Note'),
      facts.heldStill
        ? undefined
        : t('The list kept changing while it was read: there may be a row too many, or one may be missing.'),
    ],
  ];
}

/** What a narrow sidebar cuts off. */
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
