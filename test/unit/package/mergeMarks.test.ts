import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../tools/root';

/** Folders that are not in the repository. */
const MADE = new Set(['.git', '.cache', 'node_modules', 'dist', 'out', 'coverage', 'test-results']);

/**
 * The marks that git writes into a file with a conflict, and what Prettier makes of them in Markdown: a quote or a
 * table row.
 */
const MARKS = [
  /^\s*(?:<{7}|\|{7}|>{7})(?:\s|$)/,
  /^\s*\\?={7}\s*$/,
  /^\s*(?:> ){6}>(?:\s|$)/,
  /^\s*\|\s*(?:={7}|<{7}|>{7})(?:\s|$)/,
];

const marksIn = (text: string): string[] => text.split(/\r?\n/).filter((line) => MARKS.some((mark) => mark.test(line)));

/** @returns every file below a folder, without the files that builds and tests make */
const walked = (folder: string, below = ''): string[] =>
  readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    if (entry.isDirectory()) {
      return MADE.has(entry.name) ? [] : walked(folder, name);
    }
    return entry.isFile() && !entry.name.endsWith('.vsix') ? [name] : [];
  });

/** @returns the files that git tracks; all files when git is missing or the folder is not a clone */
function filesOf(folder: string, git = 'git'): string[] {
  const { status, stdout } = spawnSync(git, ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' });
  const tracked = status === 0 ? stdout.split('\0').filter((name) => name !== '') : [];
  return tracked.length > 0 ? tracked.filter((name) => existsSync(path.join(folder, name))) : walked(folder);
}

/** @returns `file: line` for each mark of a conflict in a text file */
function marksBelow(folder: string, files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const bytes = readFileSync(path.join(folder, file));
    return bytes.includes(0) ? [] : marksIn(bytes.toString('utf8')).map((line) => `${file}: ${line}`);
  });
}

describe('the files of the repository', () => {
  it('hold no mark of an unfinished merge, not even one that Prettier has formatted', () => {
    const files = filesOf(root);
    assert.ok(files.includes('README.zh-CN.md'));
    assert.deepEqual(marksBelow(root, files), []);
  });

  it('are found without git too', () => {
    const files = filesOf(root, 'a-git-that-is-nowhere');
    assert.ok(files.includes('README.zh-CN.md') && files.includes(path.join('src', 'extension.ts')));
    assert.deepEqual(
      files.filter((file) => file.split(path.sep).some((part) => MADE.has(part))),
      [],
    );
  });

  it('fail this test with any of these marks', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cloud-phone-marks-'));
    try {
      const marks = [
        `${'<'.repeat(7)} HEAD`,
        `${'|'.repeat(7)} 0123abc`,
        '='.repeat(7),
        `${'>'.repeat(7)} 0123abc (Subject)`,
        `${'> '.repeat(7)}0123abc (Subject)`,
        `| ${'='.repeat(7)}   |`,
      ];
      writeFileSync(path.join(folder, 'page.md'), ['# Page', ...marks, 'End', ''].join('\n'));
      assert.deepEqual(
        marksBelow(folder, ['page.md']),
        marks.map((mark) => `page.md: ${mark}`),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('may have quotes, comparisons, underlined titles and tables', () => {
    const innocent = ['> > a quote in a quote', 'a <<<<<<< b', '==========', '| --- | === |', '>>>> a', '|||| a'];
    assert.deepEqual(marksIn(innocent.join('\n')), []);
  });
});
