// npm run bench [-- OPTIONS]: see HELP
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/root';
import { type Figure } from './report/figure';
import { asPage, type Chapter } from './report/page';
import { parts } from './parts';
import { isShort } from './scenes/scale';
import { asJson, asLine } from './report/table';

const HELP = `Measures what the extension costs (docs/benchmarks.md). Options:
  --only PARTS  measures these parts only, such as list,restart
  --json FILE   also writes the figures
  --page        also writes what it measured into docs/benchmarks.md
  --note TEXT   adds a sentence to what --page writes
  --short       measures once and in small: its figures promise nothing
  --help        prints this
Parts: ${Object.keys(parts).join(', ')}`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    json: { type: 'string' },
    note: { type: 'string' },
    only: { type: 'string' },
    page: { type: 'boolean' },
    short: { type: 'boolean' },
  },
});
if (values.help === true) {
  console.log(HELP);
  process.exit(0);
}
if (isShort && values.page === true) {
  console.error('What --short measures is no figure for the page.');
  process.exit(2);
}
/** The figures of the short form have no limits. */
const unpromised = ({ key, what, value, unit }: Figure): Figure => ({ key, what, value, unit });

const asked = values.only?.split(',') ?? Object.keys(parts);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; --only takes some of ${Object.keys(parts).join(',')}.`);
  process.exit(2);
}

const chapters: Chapter[] = [];
for (const [name, { title, text, measure }] of Object.entries(parts).filter(([each]) => asked.includes(each))) {
  console.log(`${title} (${name})`);
  const began = performance.now();
  const figures = await measure((line) => {
    console.log(`  ${line}`);
  });
  console.log(`  took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  chapters.push({ title, text, figures: isShort ? figures.map(unpromised) : figures, note: values.note });
}
const all = chapters.flatMap(({ figures }) => figures);
console.log(`\n${all.map(asLine).join('\n')}`);
if (values.json !== undefined) {
  writeFileSync(values.json, asJson(all));
}
if (values.page === true) {
  const page = path.join(root, 'docs', 'benchmarks.md');
  const titles = Object.values(parts).map(({ title }) => title);
  writeFileSync(page, await asPage(existsSync(page) ? readFileSync(page, 'utf8') : '', chapters, titles));
}
