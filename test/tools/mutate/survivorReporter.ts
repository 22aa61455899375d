import { readFileSync } from 'node:fs';
import path from 'node:path';

// It imports nothing of ours: Stryker loads it also in a process in which only Node.js itself reads TypeScript.

interface Place {
  readonly line: number;
  readonly column: number;
}

/** A change of the code, as far as it is looked at. */
interface Tried {
  readonly fileName: string;
  readonly location: { readonly start: Place; readonly end: Place };
  readonly status: string;
  readonly replacement: string;
}

/** Stryker loads it as a plugin: each change that no test noticed is printed as soon as that is known. */
export const strykerPlugins = [
  {
    kind: 'Reporter',
    name: 'survivors',
    value: {
      onMutantTested: (tried: Tried): void => {
        if (tried.status === 'Survived' || tried.status === 'NoCoverage') {
          console.log(lineOf(tried));
        }
      },
    },
  },
];

/** The place, what stood there and what was put there. */
function lineOf({ fileName, location, status, replacement }: Tried): string {
  const place = `${path.relative(process.cwd(), fileName)}:${location.start.line}:${location.start.column}`;
  const reached = status === 'NoCoverage' ? ' (no test comes here)' : '';
  return `${place}: ${onOneLine(textAt(fileName, location))} -> ${onOneLine(replacement)}${reached}`;
}

function textAt(fileName: string, { start, end }: Tried['location']): string {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join('\n');
}

const onOneLine = (code: string): string => code.replaceAll(/\s+/g, ' ').slice(0, 120);
