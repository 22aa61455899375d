import { format } from 'prettier';
import { type Figure } from './figure';
import { machine } from './machine';
import { amount, limitText, verdict } from './table';

/** What was measured, under a heading of its own. */
export interface Chapter {
  readonly title: string;
  /** How it is measured, in a few sentences. */
  readonly text: string;
  readonly figures: readonly Figure[];
}

const INTRODUCTION = `
# Benchmarks

What the extension costs, measured beside other ways to do the same on the same machine in the same run. Times differ from
machine to machine; the ratios hold. This page is written by \`npm run bench -- --page\`.

| Command                                | Does                                                |
| -------------------------------------- | --------------------------------------------------- |
| \`npm run bench\`                        | measures everything, in about ten minutes           |
| \`npm run bench -- --only list,restart\` | measures these parts                                |
| \`npm run bench -- --json FILE\`         | also writes the figures                             |
| \`npm run bench -- --page\`              | also writes this page                               |

Every figure is the median of at least five repetitions. The simulated cloud (\`test/cloud\`) runs in a process of its own;
each repetition of ours and of the peers does so too. Nothing else should run on the machine meanwhile: the last figure of
the first table tells how quick plain node-fetch was, which on a machine with nothing else to do is close to the ideal.
`;

/** @returns the results page */
export function asPage(chapters: readonly Chapter[]): Promise<string> {
  const whole = chapters.map(({ title, text, figures }) => `## ${title}\n\n${text}\n\n${tableOf(figures)}`);
  const text = `${INTRODUCTION}\nMeasured with ${machine()}.\n\n${whole.join('\n\n')}\n`;
  return format(text, { parser: 'markdown' });
}

function tableOf(figures: readonly Figure[]): string {
  const row = (figure: Figure): string =>
    `| ${figure.what} | \`${figure.key}\` | ${amount(figure)} | ${limitText(figure)} | ${verdict(figure)} |`;
  return ['| What | Key | Measured | Promised | |', '| --- | --- | ---: | --- | --- |', ...figures.map(row)].join('\n');
}
