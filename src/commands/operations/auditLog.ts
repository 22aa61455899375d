import * as vscode from 'vscode';
import { tell } from '../../ui/tell/tell';
import { type Command, type CommandContext } from '../context';
import { saveToFile } from '../../ui/documents/saveToFile';

const { t } = vscode.l10n;

/** Opens the record of what was done, read-only: it is a copy, and the file is only ever added to. */
export const showAuditLog: Command = async (context) => {
  await context.documents.show(t('Audit log'), await recorded(context));
};

/** Writes a copy of the record into a file of the person's choice, as JSON lines. */
export const exportAuditLog: Command = async (context) => {
  const text = await recorded(context);
  await saveToFile(text, 'cloud-phone-audit.jsonl', { 'JSON Lines': ['jsonl'] }, t('Export Audit Log'));
};

async function recorded({ audit }: CommandContext): Promise<string> {
  const text = await audit.text();
  if (text === '') {
    void tell.info(t('Nothing has been recorded yet.'));
    throw new vscode.CancellationError();
  }
  return text;
}
