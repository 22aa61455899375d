import { readUntil } from '../../../support/until';
import { type Workbench } from '../window/workbench';

/** The pause between reads: each read selects and copies all lines, which costs the window time. */
const pauseMs = 400;

/** A line of the channel, without its time. */
export interface LogLine {
  readonly level: string;
  readonly text: string;
}

/**
 * Brings the output channel to the front and remembers the time. New lines are told by their time, because a line
 * appears in the panel some time after it was written.
 * @returns a function that waits for a line that matches and returns all lines that were written since
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
    readUntil(read, (lines) => lines.some(({ text }) => last.test(text)), `An output line like ${last}`, { pauseMs });
}

/** Milliseconds since the epoch; NaN for the second and later lines of a text with several lines. */
function writtenAt(line: string): number {
  return Date.parse(line.split(' ').slice(0, 2).join(' '));
}

function withoutTime(line: string): LogLine {
  const [, level = '', text = ''] = /^\S+ \S+ \[(\w+)\] (.*)$/.exec(line) ?? [];
  return level === '' ? { level: 'none', text: line } : { level, text };
}
