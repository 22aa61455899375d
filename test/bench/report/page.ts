import { format } from 'prettier';
import { type Figure } from './figure';
import { machine } from './machine';
import { amount, limitText, verdict } from './table';

/** One chapter of the results page, with its own heading. */
export interface Chapter {
  readonly title: string;
  /** How the figures are measured, in a few sentences. */
  readonly text: string;
  readonly figures: readonly Figure[];
  /** A note about the run. */
  readonly note?: string | undefined;
}

const INTRODUCTION = `
# Benchmarks

What the extension costs, measured beside other ways to do the same, on the same machine and in the same run. Times differ from machine to machine; the ratios hold.

| Command | Does |
| --- | --- |
| \`npm run bench\` | measures everything, in about twenty minutes |
| \`npm run bench -- --only list,restart\` | measures these parts |
| \`npm run bench -- --json FILE\` | also writes the figures |
| \`npm run bench -- --page\` | also writes what it measured into this page; \`--note TEXT\` adds a sentence to it |
| \`npm run bench -- --short\` | measures everything once and in small, in about two minutes: CI does it, to see that everything can still be measured |

A figure is the median of at least five repetitions. The simulated cloud (\`test/cloud\`) has a process of its own, and so has each repetition of ours and of the others. Nothing else should run meanwhile: where 8 lanes of plain node-fetch are far from the ideal of a listing, the machine was busy.
`;

/**
 * @param before the present page; chapters that were not measured now stay
 * @param titles the titles of all chapters, in their order
 * @returns the results page
 */
export function asPage(before: string, chapters: readonly Chapter[], titles: readonly string[]): Promise<string> {
  const sections = new Map(sectionsOf(before).map((section) => [headingOf(section), section]));
  for (const chapter of chapters) {
    sections.set(chapter.title, sectionOf(chapter));
  }
  const kept = titles.map((title) => sections.get(title)).filter((section) => section !== undefined);
  return format([INTRODUCTION, ...kept].join('\n\n'), { parser: 'markdown' });
}

const sectionsOf = (page: string): string[] => page.split(/^(?=## )/m).filter((section) => section.startsWith('## '));
const headingOf = (section: string): string => section.slice('## '.length, section.indexOf('\n'));

function sectionOf({ title, text, figures, note }: Chapter): string {
  const row = (figure: Figure): string =>
    `| ${figure.what} | \`${figure.key}\` | ${amount(figure)} | ${limitText(figure)} | ${verdict(figure)} |`;
  const table = ['| What | Key | Measured | Promised | |', '| --- | --- | ---: | --- | --- |', ...figures.map(row)];
  return [
    `## ${title}`,
    text,
    table.join('\n'),
    `Measured with ${machine()}.${note === undefined ? '' : ` ${note}`}`,
  ].join('\n\n');
}
