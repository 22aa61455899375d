import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';
import { root } from '../../host/hostFacts';
import { READMES, withTables } from '../../texts/readmeTables';
import { typographyFaults } from '../../texts/rules';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const headings = (file: string): number => read(file).match(/^## /gm)?.length ?? 0;

describe('the READMEs', () => {
  for (const readme of READMES) {
    it(`have in ${readme.file} the tables of today’s manifest (npm run l10n makes them)`, async () => {
      const paper = read(readme.file);
      assert.equal(paper, await withTables(paper, readme));
      for (const name of Object.keys(manifest.contributes.configuration.properties)) {
        assert.ok(paper.includes(`| \`${name}\` `), name);
      }
    });
  }

  it('would be found out with a table of yesterday', async () => {
    for (const readme of READMES) {
      const paper = read(readme.file);
      const older = paper.replace(/^\| `cloudPhone\.jobs\.timeoutMinutes`.*\n/m, '');
      assert.notEqual(older, paper);
      assert.equal(await withTables(older, readme), paper);
    }
  });

  it('lead to each other, and tell the same', () => {
    assert.match(read('README.md'), /\]\(README\.zh-CN\.md\)/);
    assert.match(read('README.zh-CN.md'), /\]\(README\.md\)/);
    assert.equal(headings('README.md'), headings('README.zh-CN.md'));
  });

  it('have in Chinese full-width punctuation, and a space beside Latin letters and digits', () => {
    const prose = read('README.zh-CN.md')
      .replaceAll(/^```[^]*?^```$/gm, '')
      .split('\n');
    assert.deepEqual(
      prose.filter((line) => typographyFaults(line.replaceAll('**', '')).length > 0),
      [],
    );
  });
});
