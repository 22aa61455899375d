import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../tools/root';

/** Folders that no commit holds. */
const MADE = new Set(['.git', '.cache', 'node_modules', 'dist', 'out', 'coverage', 'test-results']);

/** What git writes into a file with a conflict, and what Prettier makes of it in Markdown: a quote, a row of a table. */
const MARKS = [
  /^\s*(?:<{7}|\|{7}|>{7})(?:\s|$)/,
  /^\s*\\?={7}\s*$/,
  /^\s*(?:> ){6}>(?:\s|$)/,
  /^\s*\|\s*(?:={7}|<{7}|>{7})(?:\s|$)/,
];

const marksIn = (text: string): string[] => text.split(/\r?\n/).filter((line) => MARKS.some((mark) => mark.test(line)));

/** Every file below a folder, but what builds and tests make. */
const walked = (folder: string, below = ''): string[] =>
  readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    if (entry.isDirectory()) {
      return MADE.has(entry.name) ? [] : walked(folder, name);
    }
    return entry.isFile() && !entry.name.endsWith('.vsix') ? [name] : [];
  });

/** The files that git tracks; every file where there is no git, or the folder is no clone. */
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

  it('are found by walking where git is missing', () => {
    const files = filesOf(root, 'a-git-that-is-nowhere');
    assert.ok(files.includes('README.zh-CN.md') && files.includes(path.join('src', 'extension.ts')));
    assert.deepEqual(
      files.filter((file) => file.split(path.sep).some((part) => MADE.has(part))),
      [],
    );
  });

  it('would be found out with any of these marks', () => {
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

  it('may quote, compare, underline and draw tables', () => {
    const innocent = ['> > a quote in a quote', 'a <<<<<<< b', '==========', '| --- | === |', '>>>> a', '|||| a'];
    assert.deepEqual(marksIn(innocent.join('\n')), []);
  });
});
