import * as vscode from 'vscode';

/** @returns one of VS Code's own icons, in a colour of the theme. */
export const icon = (name: string, color?: string): vscode.ThemeIcon =>
  color === undefined ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));

/** @returns the parts of a description that there are, with a dot between them. */
export const describe = (...parts: (string | undefined)[]): string =>
  parts.filter((text) => text !== undefined && text !== '').join(' · ');
