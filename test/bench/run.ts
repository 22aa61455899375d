// npm run bench [-- --json FILE]: the figures that the extension promises, each measured against a peer in one run.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Figure, isMet } from './figure';
import { measureRestart } from './restart';
import { measureSigning } from './signing';

const benches: readonly (() => Figure[] | Promise<Figure[]>)[] = [measureSigning, measureRestart];

function row(figure: Figure): string {
  const { key, what, value, unit, atLeast } = figure;
  const promise = atLeast === undefined ? '' : `at least ${atLeast}: ${isMet(figure) ? 'met' : 'MISSED'}`;
  return `${key.padEnd(20)} ${value.toFixed(2).padStart(10)} ${unit.padEnd(6)} ${what.padEnd(48)} ${promise}`.trimEnd();
}

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const figures: Figure[] = [];
for (const bench of benches) {
  for (const figure of await bench()) {
    figures.push(figure);
    console.log(row(figure));
  }
}
if (values.json !== undefined) {
  const byKey = Object.fromEntries(figures.map(({ key, value }) => [key, value]));
  writeFileSync(values.json, `${JSON.stringify(byKey, undefined, 2)}\n`);
}
if (!figures.every(isMet)) {
  process.exitCode = 1;
}
