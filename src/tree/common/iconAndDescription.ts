import * as vscode from 'vscode';

/**
 * @param name a codicon of VS Code
 * @param color the id of a theme colour; without it the icon has the default colour
 */
export const icon = (name: string, color?: string): vscode.ThemeIcon =>
  color === undefined ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(color));

/** @returns the parts of a description that are not empty, separated by dots */
export const describe = (...parts: (string | undefined)[]): string =>
  parts.filter((text) => text !== undefined && text !== '').join(' · ');
