import * as vscode from 'vscode';
import { type Log } from '../../base/log';

/** The output channel "Cloud Phone". `clean` takes the secrets out of every line. */
export class OutputLog implements Log, vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Cloud Phone', { log: true });
  private readonly clean: (line: string) => string;

  constructor(clean: (line: string) => string) {
    this.clean = clean;
  }

  debug(line: string): void {
    this.channel.debug(this.clean(line));
  }

  info(line: string): void {
    this.channel.info(this.clean(line));
  }

  warn(line: string): void {
    this.channel.warn(this.clean(line));
  }

  error(line: string): void {
    this.channel.error(this.clean(line));
  }

  /** Opens the channel. The focus stays where it is. */
  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
