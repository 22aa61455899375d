// npm test: every level; each is an npm script of its own that can be run alone.
import { type ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { type Counts, readCounts, readFailures } from './tools/counts';
import { pinnedNode, root } from './tools/root';
import { endGroup, onEnd, spawnGroup } from './tools/processes/processGroup';
import versions from './tools/setup/versions.json';

interface Level {
  readonly level: string;
  readonly where: string;
  readonly script: readonly string[];
}

const unit: Level = { level: 'unit', where: 'Node.js, against the simulated cloud', script: ['test:unit'] };
const integration = (['lowest', 'newest'] as const).map((version): Level => ({
  level: 'integration',
  where: `extension host of VS Code ${versions[version].vscode}`,
  script: ['test:integration', '--', '--version', version],
}));
const endToEnd: Level = {
  level: 'end to end',
  where: `packaged VSIX in VS Code ${versions.newest.vscode}`,
  script: ['test:e2e'],
};

/** What one level of tests came to. */
type LevelResult = Pick<Level, 'level' | 'where'> & Counts & { readonly failures: string };

/** Two lanes at a time, so that each of two cores has work. */
const lanes: readonly (readonly Level[])[] = [[unit, endToEnd], integration];

const running = new Set<ChildProcess>();

/** Its output is shown when it has ended, so that two do not mix. */
async function runLevel({ level, where, script }: Level): Promise<LevelResult> {
  console.log(`\n=== ${level} (${where}): npm run ${script.join(' ')}`);
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const args = ['run', '--silent', ...script];
  const child = npm?.endsWith('.js')
    ? spawnGroup(pinnedNode, [npm, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    : spawnGroup('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  let output = '';
  child.stdout?.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve(status ?? 1);
    });
  });
  running.delete(child);
  process.stdout.write(`\n=== output of ${level} (${where})\n${output}`);
  const text = stripVTControlCharacters(output);
  const counts = readCounts(text, code);
  console.log(`=== ${level}: ${counts.passed} passed in ${Math.round((Date.now() - started) / 1000)} s`);
  return { level, where, ...counts, failures: readFailures(text, 100) };
}

onEnd(async () => {
  await Promise.all([...running].map(endGroup));
});
async function runLane(lane: readonly Level[]): Promise<LevelResult[]> {
  const done: LevelResult[] = [];
  for (const level of lane) {
    done.push(await runLevel(level));
  }
  return done;
}

const results = (await Promise.all(lanes.map(runLane))).flat();
const total = (key: 'passed' | 'failed'): number => results.reduce((sum, result) => sum + result[key], 0);
console.log('');
// Said once more at the end: the output of another level may have come between.
results.forEach(({ level, where, failures }) => {
  if (failures !== '') {
    console.log(`=== failed in ${level} (${where})\n${failures}\n`);
  }
});
results.forEach(({ level, where, passed, failed }) => {
  console.log(`${level} (${where}): ${passed} passed, ${failed} failed`);
});
console.log(`Tests: ${total('passed')} passed, ${total('failed')} failed`);
process.exit(total('failed') === 0 ? 0 : 1);
