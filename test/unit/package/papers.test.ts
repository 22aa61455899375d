import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/root';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const PAPERS = [
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
  'CONTRIBUTING.md',
  'SECURITY.md',
];

/** What a build, a test run or the extension makes. A clean checkout has none of it. */
const MADE = /^(?:dist|test-results|node_modules|coverage)\/|^op-\d{6}\./;
/** A path has a slash, or is a file of a kind that is at the root. */
const PATH = /^(?:\.?[\w.-]+\/)+(?:[\w.*-]+)?$|^[\w.-]+\.(?:[cm]?[jt]s|json|md)$/;

/** @returns the texts in backticks, outside of code blocks */
const inBackticks = (paper: string): string[] =>
  [...paper.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, words]) => words ?? '');

const pathsIn = (paper: string): string[] =>
  inBackticks(paper).filter((words) => PATH.test(words) && !MADE.test(words));

/** @returns the path from the root; undefined when the file exists neither from the root nor from `src` */
const found = (name: string): string | undefined => [name, `src/${name}`].find((file) => isThere(file));

/** @param file a path whose last part can have a star */
function isThere(file: string): boolean {
  const { dir, base } = path.posix.parse(file);
  if (!base.includes('*')) {
    return existsSync(path.join(root, file));
  }
  const folder = path.join(root, dir);
  const [begin = '', end = ''] = base.split('*');
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(begin) && name.endsWith(end));
}

/** `a/file.ts`: `aName`, `Class.another` */
const NAMES = /`([^`\n]+\.ts)`: ((?:`[A-Za-z_.]+`(?:, )?)+)/g;
/** `test/….test.ts` "one title" and "another one" */
const TITLES = /`(test\/[^`\n]+\.test\.ts)`((?:(?:,| and)? "[^"\n]+")+)/g;

interface Named {
  readonly file: string;
  readonly words: readonly string[];
}

const namesIn = (paper: string): Named[] =>
  [...paper.matchAll(NAMES)].map(([, file = '', names = '']) => ({
    file,
    words: inBackticks(names).flatMap((name) => name.split('.')),
  }));

const titlesIn = (paper: string): Named[] =>
  [...paper.matchAll(TITLES)].map(([, file = '', titles = '']) => ({
    file,
    words: [...titles.matchAll(/"([^"]+)"/g)].map(([, title]) => title ?? ''),
  }));

const missingPaths = (paper: string): string[] => pathsIn(paper).filter((name) => found(name) === undefined);

function missingNames(paper: string): string[] {
  return namesIn(paper).flatMap(({ file, words }) => {
    const source = read(found(file) ?? file);
    return words.filter((name) => !new RegExp(`\\b${name}\\b`).test(source)).map((name) => `${file}: ${name}`);
  });
}

function missingTitles(paper: string): string[] {
  return titlesIn(paper).flatMap(({ file, words }) => {
    const titles = [...read(file).matchAll(/\b(?:it|describe)\(\s*(['`])((?:\\.|(?!\1)[^])*)\1/g)];
    return words.filter((title) => !titles.some(([, , one = '']) => one.includes(title)));
  });
}

describe('the papers of the repository', () => {
  for (const paper of PAPERS) {
    it(`name only paths that exist: ${paper}`, () => {
      assert.deepEqual(missingPaths(read(paper)), []);
    });

    it(`name only functions that are in their file: ${paper}`, () => {
      assert.deepEqual(missingNames(read(paper)), []);
    });

    // SECURITY.md names titles from tables of cases too. security.test.ts checks them.
    if (paper !== 'SECURITY.md') {
      it(`name only tests that exist: ${paper}`, () => {
        assert.deepEqual(missingTitles(read(paper)), []);
      });
    }
  }

  it('name many paths, functions and tests', () => {
    const architecture = read('docs/architecture.md');
    assert.ok(pathsIn(architecture).length > 100);
    assert.ok(namesIn(architecture).length > 20);
    assert.ok(titlesIn(architecture).length > 20);
    assert.ok(pathsIn(read('CONTRIBUTING.md')).length > 30);
    assert.ok(pathsIn(read('SECURITY.md')).length > 30);
  });

  it('fail this test with a path, a function or a test that does not exist', () => {
    const paper = [
      '`src/api/http/transport.ts`, `api/http/transport.ts`, `commands/act/`, `package.json`, `docs/*.png`',
      '`src/api/transport.ts`, `api/transport.ts`, `commands/acts/`, `packages.json`, `docs/*.gif`',
      '`api/http/retry.ts`: `retryPauseMs`, `noSuchFunction`',
      '`test/unit/package/papers.test.ts` "name many paths, functions and tests" and "a title of no test"',
      '`dist/extension.cjs`, `cloudPhone.audit.keepDays`, `GET /v1/servers`',
    ].join('\n\n');
    assert.deepEqual(missingPaths(paper), [
      'src/api/transport.ts',
      'api/transport.ts',
      'commands/acts/',
      'packages.json',
      'docs/*.gif',
    ]);
    assert.deepEqual(missingNames(paper), ['api/http/retry.ts: noSuchFunction']);
    assert.deepEqual(missingTitles(paper), ['a title of no test']);
  });
});
