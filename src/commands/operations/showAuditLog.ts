import * as vscode from 'vscode';
import { tell } from '../../ui/tell/tell';
import { type Command, type CommandContext } from '../context';
import { saveToFile } from '../../ui/documents/saveToFile';

const { t } = vscode.l10n;

/** Opens a read-only copy of the audit log. */
export const showAuditLog: Command = async (context) => {
  await context.documents.show(t('Audit log'), await auditText(context));
};

/** Writes a copy of the audit log into a file that the person chooses, as JSON lines. */
export const exportAuditLog: Command = async (context) => {
  const text = await auditText(context);
  await saveToFile(text, 'cloud-phone-audit.jsonl', { 'JSON Lines': ['jsonl'] }, t('Export Audit Log'));
};

/** @throws CancellationError when the log is empty; this is told */
async function auditText({ audit }: CommandContext): Promise<string> {
  const text = await audit.text();
  if (text === '') {
    void tell.info(t('Nothing has been recorded yet.'));
    throw new vscode.CancellationError();
  }
  return text;
}
