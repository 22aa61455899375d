// npm run bench [-- --only list,restart] [--json FILE] [--page]
import { parseArgs } from 'node:util';
import { writeFileSync } from 'node:fs';
import { measureColdLoad } from './coldLoad';
import { type Figure } from './figure';
import { measureListGrowth } from './growth';
import { measureList } from './list';
import { measureMemory } from './memory';
import { measureRestart } from './restart';
import { measureSigning } from './signing';
import { measureSize } from './size';
import { asJson, asLine } from './table';
import { measureTree } from './tree';

const parts: Readonly<Record<string, (say: (line: string) => void) => Promise<Figure[]> | Figure[]>> = {
  list: measureList,
  restart: measureRestart,
  listGrowth: measureListGrowth,
  memory: measureMemory,
  tree: measureTree,
  size: measureSize,
  coldLoad: measureColdLoad,
  signing: measureSigning,
};

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });
const only = values.only?.split(',') ?? Object.keys(parts);
const figures: Figure[] = [];
for (const name of only) {
  const part = parts[name];
  if (part === undefined) {
    throw new Error(`--only takes some of ${Object.keys(parts).join(', ')}.`);
  }
  const began = performance.now();
  console.log(`${name} …`);
  const measured = await part((line) => {
    console.log(`  ${line}`);
  });
  console.log(`${name} took ${((performance.now() - began) / 1000).toFixed(0)} s.`);
  figures.push(...measured);
}
console.log(figures.map(asLine).join('\n'));
if (values.json !== undefined) {
  writeFileSync(values.json, asJson(figures));
}
