import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/root';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const paper = read('SECURITY.md');

/** A file, and the titles after it: `test/….test.ts` "one title" and "another one". */
const CITATION = /`(test\/[^`]+\.test\.ts)`((?:(?:,| and)? "[^"]+")+)/g;

/** @returns the titles of the tests in a file, also those in its table of cases */
function titlesOf(file: string): string[] {
  const source = read(file);
  const own = [...source.matchAll(/\bit\(\s*(['`])((?:\\.|(?!\1)[^])*)\1/g)].map(([, , title]) => title ?? '');
  const tables = [...source.matchAll(/from '(\.[^']*[cC]ases)'/g)].map(([, name]) => `${name ?? ''}.ts`);
  const listed = tables.flatMap((table) => {
    const cases = read(path.join(path.dirname(file), table));
    return [...cases.matchAll(/(?:\bname: |\bdirect\(|\bproxied\(\s*)'([^']*)'/g)].map(([, name]) => name ?? '');
  });
  return [...own, ...listed];
}

describe('SECURITY.md', () => {
  const cited = [...paper.matchAll(CITATION)].map(([, file = '', titles = '']) => ({
    file,
    titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title]) => title ?? ''),
  }));

  it('names tests that exist, by file and title', () => {
    assert.ok(cited.length > 20);
    for (const { file, titles } of cited) {
      assert.ok(existsSync(path.join(root, file)), file);
      const known = titlesOf(file);
      for (const title of titles) {
        assert.ok(
          known.some((one) => one.includes(title)),
          `${file} has no test "${title}"`,
        );
      }
    }
  });

  it('names a test with every claim of its lists', () => {
    const claims = paper.split('\n').filter((line) => line.startsWith('- '));
    assert.ok(claims.length > 15);
    assert.deepEqual(
      claims.filter((claim) => claim.match(CITATION) === null),
      [],
    );
  });

  it('fails this test with a title that no test has', () => {
    assert.ok(!titlesOf('test/unit/package/security.test.ts').includes('a title of no test'));
    assert.ok(titlesOf('test/unit/package/security.test.ts').includes('names tests that exist, by file and title'));
  });
});

describe('the sources of the extension', () => {
  const NETWORK =
    /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns|undici|node-fetch)'|import\('(?:node:)?(?:https?|net|tls|undici|node-fetch)'\)|\bXMLHttpRequest\b|\bWebSocket\b|\bglobalThis\.fetch\b/;
  const TELEMETRY = /createTelemetryLogger|TelemetryReporter|applicationinsights/;

  it('send nothing but through src/api/http/fetch.ts, and have no telemetry', () => {
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.posix.join('src', ...name.split(path.sep)));
    const withoutComments = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
    assert.deepEqual(files.filter((file) => NETWORK.test(withoutComments(file))).sort(), [
      // Sends nothing. It watches connections, and imports only types from node:http.
      'src/api/http/connections.ts',
      'src/api/http/fetch.ts',
      // The entry of the bundle of node-fetch, which fetch.ts loads.
      'src/api/http/nodeFetch.ts',
      // node-fetch sends through it: esbuild.nodeFetch.js puts it in place.
      'src/api/http/plainHttp.ts',
      'src/api/http/verifiedHttps.ts',
    ]);
    assert.deepEqual(
      files.filter((file) => TELEMETRY.test(withoutComments(file))),
      [],
    );
  });
});
