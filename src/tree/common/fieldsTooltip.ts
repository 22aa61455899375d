import * as vscode from 'vscode';
import { plainText } from '../../ui/words/plainText';

const { t } = vscode.l10n;

/** One line of a tooltip; left out when it has no value. */
export type Field = readonly [name: string, value: string | undefined];

/** A link at the foot of a tooltip that runs a command of this extension. */
export interface CommandLink {
  readonly title: string;
  readonly command: 'cloudPhone.copyId' | 'cloudPhone.copyName' | 'cloudPhone.copyOperation';
  readonly argument: unknown;
}

/**
 * @param all the fields; their texts are never read as Markdown
 * @param links shown on the last line; the tooltip can run no other commands
 * @returns the fields that have a value, one a line, and the links; undefined when no field has a value
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
    markdown.appendText(asText(t('{0}: {1}', name, value ?? '')));
    markdown.appendMarkdown('  \n');
  }
  if (links.length > 0) {
    markdown.isTrusted = { enabledCommands: [...new Set(links.map(({ command }) => command))] };
    markdown.appendMarkdown(links.map(link).join(' · '));
  }
  return markdown;
}

/**
 * `appendText` does not escape HTML and entities, and VS Code makes links of addresses. So their characters are written
 * as entities.
 */
const asText = (text: string): string =>
  plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('://', '&colon;//')
    .replace(/www\./gi, (found) => `${found.slice(0, -1)}&period;`)
    .replaceAll('@', '&commat;');

/**
 * The argument holds ids of the cloud, so every character with a meaning in Markdown is encoded. The title is a text of
 * this extension.
 */
const link = ({ title, command, argument }: CommandLink): string => {
  const query = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*~_.-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `[${title}](command:${command}?${query})`;
};
