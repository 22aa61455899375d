import type * as vscode from 'vscode';

/** A row in words and signs, before VS Code's object is made of it. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon: vscode.ThemeIcon;
  readonly context: string;
  /** The kind of the thing, the first word of what a screen reader says. */
  readonly spokenKind?: string;
  readonly expands?: 'open' | 'closed';
  readonly command?: vscode.Command;
}
