import type * as vscode from 'vscode';

/** The texts and the icon of a row, from which the `TreeItem` is made. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly icon: vscode.ThemeIcon;
  readonly context: string;
  /** What kind of row it is. A screen reader says it first. */
  readonly spokenKind?: string;
  readonly expands?: 'open' | 'closed';
  readonly command?: vscode.Command;
}
