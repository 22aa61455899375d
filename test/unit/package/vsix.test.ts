import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../../package.json';
import { coldLoad } from '../../bench/parts/coldLoad';
import { pinnedNode, root } from '../../tools/root';

const CONTENTS = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'README.zh-CN.md',
  'SECURITY.md',
  'cloud-phone-manager.d.ts',
  'dist/composition.cjs',
  'dist/extension.cjs',
  'dist/node-fetch.cjs',
  'l10n/bundle.l10n.zh-cn.json',
  'media/cloud-phone.svg',
  'media/icon.png',
  ...['filter', 'project', 'restart', 'results', 'signIn'].map((picture) => `media/walkthrough/${picture}.svg`),
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'schemas/projects.schema.json',
];
const KILOBYTE = 1024;
const MADE = new Set(['.git', '.cache', 'node_modules', 'dist', 'out', 'coverage', 'test-results']);

/** The flags of `npm run package`. */
const flags = /vsce package (.*) --out/.exec(manifest.scripts.package)?.[1]?.split(' ') ?? [];
const vsce = path.join(path.dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');

describe('the package', function () {
  this.timeout(60_000);
  let folder: string;

  /** Packs a copy of the repository: other tests may use the build in the repository itself. */
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-package-'));
    const isSource = (file: string): boolean => !MADE.has(path.relative(root, file)) && !file.endsWith('.vsix');
    cpSync(root, folder, { recursive: true, filter: isSource });
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function runVsce(...args: string[]) {
    // The child processes must not write coverage data.
    const env = { ...process.env, NODE_V8_COVERAGE: undefined };
    const ran = spawnSync(pinnedNode, [vsce, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    assert.equal(ran.status, 0, ran.stderr + ran.stdout);
    return ran;
  }
  const kilobytes = (file: string): number => statSync(path.join(folder, file)).size / KILOBYTE;

  it('is made without a warning, from a build of its own', () => {
    const { stdout, stderr } = runVsce('package', ...flags, '--out', 'made.vsix');
    assert.match(stdout, /Packaged: .*made\.vsix/);
    assert.doesNotMatch(stdout + stderr, /WARNING/);
  });

  it('holds what the extension needs and nothing else', () => {
    const listed = runVsce('ls', '--no-dependencies').stdout.trim().split(/\r?\n/);
    assert.deepEqual(listed.sort(), [...CONTENTS].sort());
  });

  it('stays within its budget: 280 KB in all', () => {
    assert.ok(kilobytes('made.vsix') <= 280, `${kilobytes('made.vsix')} KB`);
  });

  it('loads only its entry at activation, and the rest when it is needed', () => {
    const entry = readFileSync(path.join(folder, 'dist', 'extension.cjs'), 'utf8');
    assert.deepEqual(
      [...entry.matchAll(/\brequire\("([^"]*)"\)/g)].map(([, name]) => name),
      ['vscode', 'vscode'],
    );
    assert.deepEqual(
      [...entry.matchAll(/\bimport\("([^"]*)"\)/g)].map(([, name]) => name),
      ['node:fs/promises', './composition.cjs'],
    );
    assert.ok(kilobytes('dist/extension.cjs') <= 4.5, `${kilobytes('dist/extension.cjs')} KB`);
  });

  it('can be loaded, activated and shown by npm run bench, with its stand-in for vscode', async () => {
    const entry = path.join(folder, 'dist', 'extension.cjs');
    assert.ok((await coldLoad(entry)).loadMs > 0);
    const { heap, heapAfterLook } = await coldLoad(entry, '--expose-gc');
    // The figure can be negative: the garbage collector can free more than activation keeps.
    assert.ok(Number.isInteger(heap) && heapAfterLook > 1_000_000, `${heap} bytes, ${heapAfterLook} after a look`);
  });
});
