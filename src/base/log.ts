/**
 * The log that the layers below `vscode` write to. A line is in English and has its variable part last. It never holds
 * a secret, or the body of a request or a response.
 */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
