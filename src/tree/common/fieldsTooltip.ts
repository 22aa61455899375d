import * as vscode from 'vscode';
import { plainText } from '../../ui/words/plainText';

export type Field = readonly [name: string, value: string | undefined];

/** A link at the foot of a tooltip that runs one of our own commands. */
export interface CommandLink {
  readonly title: string;
  readonly command: 'cloudPhone.copyId' | 'cloudPhone.copyName' | 'cloudPhone.copyOperation';
  readonly argument: unknown;
}

/**
 * @param links shown in a line of their own; only their commands can be run from the tooltip
 * @returns the fields that have a value, one a line, and the links; undefined when there is no field
 */
export function fieldsTooltip(
  all: readonly Field[],
  links: readonly CommandLink[] = [],
): vscode.MarkdownString | undefined {
  const rows = all.filter(([, value]) => value !== undefined && value !== '');
  if (rows.length === 0) {
    return undefined;
  }
  const markdown = new vscode.MarkdownString();
  for (const [name, value] of rows) {
    markdown.appendText(asText(`${name}: ${value ?? ''}`));
    markdown.appendMarkdown('  \n');
  }
  if (links.length > 0) {
    markdown.isTrusted = { enabledCommands: [...new Set(links.map(({ command }) => command))] };
    markdown.appendMarkdown(links.map(link).join(' · '));
  }
  return markdown;
}

/**
 * appendText leaves HTML and entities alone, and an address in a text would become a link: so these are written as
 * entities.
 */
const asText = (text: string): string =>
  plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('://', '&colon;//')
    .replace(/www\./gi, (found) => `${found.slice(0, -1)}&period;`)
    .replaceAll('@', '&commat;');

/** The title is ours; the argument holds ids of the cloud, so nothing of it is left that Markdown could read. */
const link = ({ title, command, argument }: CommandLink): string => {
  const query = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*~_.-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `[${title}](command:${command}?${query})`;
};
