// npm run test:e2e [-- --pictures] [-- arguments of mocha, for example --grep PATTERN]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pinnedNode, root } from '../tools/root';
import { runNpmScript } from '../tools/processes/npmScript';

const timeoutMs = 120_000;

/** Also takes new pictures for the READMEs. */
const pictures = '--pictures';
const forMocha = process.argv.slice(2).filter((arg) => arg !== pictures);
if (process.argv.includes(pictures)) {
  process.env.CLOUD_PHONE_PICTURES = '1';
}

console.log('Packaging the extension that the end-to-end tests install.');
runNpmScript('package');
/** The shortest files come last, so that no worker has a long file at the end. */
const longest = ['phones', 'restart', 'instances', 'projects', 'secrets', 'crash', 'accessibility'];
const fileOf = (name: string): string => path.join('test', 'e2e', `${name}.test.ts`);
const all = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
const files = new Set([...longest.map(fileOf), ...all.map((name) => path.join('test', 'e2e', name))]);

// Two files run at a time, because a test spends most of its time waiting.
const own = ['--import', 'tsx', path.join('node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config'];
const common = ['--timeout', String(timeoutMs), '--parallel', '--jobs', '2', ...forMocha, ...files];
process.exitCode = spawnSync(pinnedNode, [...own, ...common], { cwd: root, stdio: 'inherit' }).status ?? 1;
