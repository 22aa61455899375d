import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../support/until';

/** The settings file of the window, as a person edits it. */
export const settingsFile = {
  /** Opens the file in an editor. */
  async open(): Promise<vscode.TextEditor> {
    await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson');
    await until(() => isSettings(vscode.window.activeTextEditor), 'the settings file');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    return editor;
  },

  /** Types a text in place of the whole file, and leaves it unsaved in its editor. */
  async type(text: string): Promise<vscode.TextEditor> {
    const editor = await this.open();
    const { document } = editor;
    const all = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
    assert.ok(
      await editor.edit((builder) => {
        builder.replace(all, text);
      }),
    );
    return editor;
  },

  /** Puts a text in place of the whole file, and closes its editor. */
  async write(text: string): Promise<void> {
    const { document } = await this.type(text);
    await vscode.commands.executeCommand('workbench.action.files.save');
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },

  /** @returns the text of the file */
  async read(): Promise<string> {
    const { document } = await this.open();
    const text = document.getText();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    return text;
  },

  /** @returns whether an editor shows the file */
  isOpen(): boolean {
    return vscode.window.visibleTextEditors.some(isSettings);
  },
};

const isSettings = (editor: vscode.TextEditor | undefined): boolean =>
  editor?.document.uri.path.endsWith('/User/settings.json') === true;
