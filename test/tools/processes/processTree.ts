import { readdirSync, readFileSync } from 'node:fs';

/** A process as Linux describes it. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** How it was started, its arguments separated by blanks. */
  readonly command: string;
  /** Its environment when it was started, one variable a line. */
  readonly environment: string;
}

const lines = (text: string, separator: string): string => text.split('\0').join(separator);

function read(pid: number): RunningProcess | undefined {
  try {
    const of = (file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    const parent = Number(/^PPid:\s*(\d+)$/m.exec(of('status'))?.[1]);
    return { pid, parent, command: lines(of('cmdline'), ' '), environment: lines(of('environ'), '\n') };
  } catch {
    // It ended between two looks, or belongs to somebody else.
    return undefined;
  }
}

/** @returns the processes whose command holds `part`, and all that these have started; Linux only. */
export function processTree(part: string): RunningProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
  const found = all.filter(({ command }) => command.includes(part));
  const known = new Set(found.map(({ pid }) => pid));
  for (let before = 0; before < found.length;) {
    before = found.length;
    for (const one of all) {
      if (known.has(one.parent) && !known.has(one.pid)) {
        known.add(one.pid);
        found.push(one);
      }
    }
  }
  return found;
}
