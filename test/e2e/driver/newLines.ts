import { waitUntil } from './waitUntil';
import { type Workbench } from './workbench';

/** Selecting and copying all is work for the window. */
const pauseMs = 400;

/** A line of the channel, without its time. */
export interface LogLine {
  readonly level: string;
  readonly text: string;
}

/**
 * Brings the output channel to the front and remembers where it stands.
 * @returns waits for a line that matches, and gives all lines that are new since
 */
export async function newLines({ output }: Workbench): Promise<(last: RegExp) => Promise<LogLine[]>> {
  await output.open();
  const before = (await output.lines()).length;
  const read = async (): Promise<LogLine[]> => (await output.lines()).slice(before).map(withoutTime);
  return (last) =>
    waitUntil(read, (lines) => lines.some(({ text }) => last.test(text)), `An output line like ${last}`, { pauseMs });
}

function withoutTime(line: string): LogLine {
  const [, level = '', text = ''] = /^\S+ \S+ \[(\w+)\] (.*)$/.exec(line) ?? [];
  return level === '' ? { level: 'none', text: line } : { level, text };
}
