import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ReadOnlyDocuments } from '../../../../src/ui/documents/readOnlyDocuments';
import { until } from '../../../support/until';

const SCHEME = 'cloud-phone-test';

const tabs = (): string[] =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : ''))
    .filter((uri) => uri !== '');

describe('read-only documents', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('that an earlier run of the extension left behind are closed, and no other tabs', async () => {
    const earlier = new ReadOnlyDocuments(SCHEME);
    const left = await earlier.show('A plan', 'text');
    earlier.dispose();
    const other = await vscode.workspace.openTextDocument({ content: 'a text of the person' });
    await vscode.window.showTextDocument(other, { preview: false });
    await until(() => tabs().length === 2, 'both tabs');
    assert.ok(tabs().includes(left.toString()));
    const later = new ReadOnlyDocuments(SCHEME);
    await until(() => tabs().length === 1, 'one tab');
    assert.deepEqual(tabs(), [other.uri.toString()]);
    const shown = await later.show('Another plan', 'another text');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'another text');
    assert.ok(tabs().includes(shown.toString()));
    later.dispose();
  });
});
