/** Where the floors below `vscode` write. English, the variable part last, never a secret or a body. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
