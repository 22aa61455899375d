import { waitUntil } from '../waitUntil';
import { type Workbench } from '../window/workbench';

/** Selecting and copying all is work for the window. */
const pauseMs = 400;

/** A line of the channel, without its time. */
export interface LogLine {
  readonly level: string;
  readonly text: string;
}

/**
 * Brings the output channel to the front and remembers the time: a line is in the panel only some while after it was
 * written, so that counting what is there now would take a late line for a new one.
 * @returns waits for a line that matches, and gives all lines that were written since
 */
export async function newLines({ output }: Workbench): Promise<(last: RegExp) => Promise<LogLine[]>> {
  await output.open();
  const since = Date.now();
  const read = async (): Promise<LogLine[]> => {
    const lines = await output.lines();
    const first = lines.findIndex((line) => writtenAt(line) >= since);
    return first === -1 ? [] : lines.slice(first).map(withoutTime);
  };
  return (last) =>
    waitUntil(read, (lines) => lines.some(({ text }) => last.test(text)), `An output line like ${last}`, { pauseMs });
}

/** Milliseconds since 1970; not a number for the further lines of a text that has several. */
function writtenAt(line: string): number {
  return Date.parse(line.split(' ').slice(0, 2).join(' '));
}

function withoutTime(line: string): LogLine {
  const [, level = '', text = ''] = /^\S+ \S+ \[(\w+)\] (.*)$/.exec(line) ?? [];
  return level === '' ? { level: 'none', text: line } : { level, text };
}
