import * as vscode from 'vscode';
import { type TextEdit } from '../../config/settingsText';
import { firstSeen } from './firstSeen';

/** How long it takes at most until VS Code tells of the editor that it opened, in milliseconds. */
const PATIENCE_MS = 3000;

/**
 * The settings file of the application, open in an editor. VS Code keeps settings for the whole application in the file of
 * the default profile, whichever profile is in use. No extension can know where that file is, so a command opens it.
 *
 * The editor is edited, not the document by its address: where VS Code runs on a server, the address that an extension
 * sees does not lead back to the document.
 */
export class SettingsEditor {
  /** @param before the keys of the tabs that were open before */
  private constructor(
    private readonly editor: vscode.TextEditor,
    private readonly before: ReadonlySet<string>,
  ) {}

  /** Opens the file and gives it the focus. @returns undefined when VS Code cannot open it */
  static async open(): Promise<SettingsEditor | undefined> {
    const before = new Set(allTabs().map(keyOf));
    const editor = await openSettings();
    return editor && new SettingsEditor(editor, before);
  }

  get text(): string {
    return this.editor.document.getText();
  }

  get isDirty(): boolean {
    return this.editor.document.isDirty;
  }

  /** Makes the edits and saves the file. @returns whether it is saved; when not, the edits are taken back */
  async write(edits: readonly TextEdit[]): Promise<boolean> {
    if (edits.length === 0) {
      return true;
    }
    try {
      if ((await this.edit(edits)) && (await this.save())) {
        return true;
      }
    } catch {
      // VS Code rejects what it cannot do, for example in an editor that was closed meanwhile.
    }
    if (this.isDirty && (await this.activate())) {
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    return false;
  }

  /** Saves the file. @returns whether it is saved */
  async save(): Promise<boolean> {
    if (await this.activate()) {
      await vscode.commands.executeCommand('workbench.action.files.save');
    }
    return !this.isDirty;
  }

  /** Puts the cursor at a place in the file, and shows it. */
  reveal(offset: number): void {
    const position = this.editor.document.positionAt(offset);
    this.editor.selection = new vscode.Selection(position, position);
    this.editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
  }

  /** Closes the editor, unless the file was open before or is not saved. */
  async close(): Promise<void> {
    const { path } = this.editor.document.uri;
    const isOwn = (tab: vscode.Tab): boolean =>
      tab.input instanceof vscode.TabInputText && tab.input.uri.path === path && !this.before.has(keyOf(tab));
    const tab = allTabs().find(isOwn);
    if (tab !== undefined && !this.isDirty) {
      await vscode.window.tabGroups.close(tab);
    }
  }

  private edit(edits: readonly TextEdit[]): Thenable<boolean> {
    const { document } = this.editor;
    return this.editor.edit((builder) => {
      for (const { offset, length, text } of edits) {
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
        builder.replace(range, text);
      }
    });
  }

  /** The commands of VS Code act on the active editor. @returns whether that is this one, after a second try */
  private async activate(): Promise<boolean> {
    const isActive = (): boolean => vscode.window.activeTextEditor?.document === this.editor.document;
    return isActive() || ((await openSettings()) !== undefined && isActive());
  }
}

const allTabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);

const keyOf = ({ input, group }: vscode.Tab): string =>
  `${group.viewColumn} ${input instanceof vscode.TabInputText ? input.uri.toString() : ''}`;

/**
 * @param path the path of a document
 * @returns whether it is the settings file of the default profile; the one of another profile is in a folder of its own
 */
export const isApplicationSettings = (path: string): boolean => /\/User\/settings\.json$/.test(path);

const isSettings = (editor: vscode.TextEditor | undefined): editor is vscode.TextEditor =>
  editor !== undefined && isApplicationSettings(editor.document.uri.path);

/** @returns the active editor as soon as it shows the file; undefined when VS Code cannot open it within the time */
async function openSettings(): Promise<vscode.TextEditor | undefined> {
  try {
    await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson');
  } catch {
    return undefined;
  }
  // VS Code tells of the editor a moment after the command.
  return firstSeen(
    vscode.window.onDidChangeActiveTextEditor,
    () => (isSettings(vscode.window.activeTextEditor) ? vscode.window.activeTextEditor : undefined),
    PATIENCE_MS,
  );
}
