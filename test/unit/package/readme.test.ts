import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/root';
import { CODE, readTexts } from '../../tools/texts/languages';
import { DECLARED_SETTINGS } from '../../tools/texts/declaredSettings';
import { READMES, withTables } from '../../tools/texts/readmeTables';
import { typographyFaults } from '../../tools/texts/rules';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const headings = (file: string): number => read(file).match(/^## /gm)?.length ?? 0;

/**
 * @returns the bold texts whose asterisks are shown. CommonMark does not take asterisks for bold between a letter outside
 * and punctuation inside. Chinese has no space between words that would prevent this.
 */
function literalMarks(paper: string): string[] {
  const isPlain = (sign: string): boolean => /^[^\s\p{P}\p{S}]$/u.test(sign);
  return [...paper.matchAll(/(.?)(?<!\*)\*\*([^*\n]+)\*\*(?=(.?))/gmu)].flatMap(
    ([, before = '', bold = '', after = '']) =>
      (isPlain(before) && !isPlain(bold.at(0) ?? '')) || (isPlain(after) && !isPlain(bold.at(-1) ?? ''))
        ? [`${before}**${bold}**${after}`]
        : [],
  );
}

describe('the READMEs', () => {
  for (const readme of READMES) {
    it(`have in ${readme.file} the tables of the current manifest (npm run l10n makes them)`, async () => {
      const paper = read(readme.file);
      assert.equal(paper, await withTables(paper, readme));
      for (const name of Object.keys(DECLARED_SETTINGS)) {
        assert.ok(paper.includes(`| \`${name}\` `), name);
      }
    });
  }

  it('fail this test with an old table', async () => {
    for (const readme of READMES) {
      const paper = read(readme.file);
      const older = paper.replace(/^\| `cloudPhone\.jobs\.timeoutMinutes`.*\n/m, '');
      assert.notEqual(older, paper);
      assert.equal(await withTables(older, readme), paper);
    }
  });

  it('link to each other, and have the same content', () => {
    assert.match(read('README.md'), /\]\(README\.zh-CN\.md\)/);
    assert.match(read('README.zh-CN.md'), /\]\(README\.md\)/);
    assert.equal(headings('README.md'), headings('README.zh-CN.md'));
  });

  it('quote the extension’s own messages in the help by symptom', () => {
    const bundle = readTexts(CODE.chinese);
    for (const [file, quote, texts] of [
      ['README.md', /"([^"]+)"/g, Object.keys(bundle)],
      ['README.zh-CN.md', /“([^”]+)”/g, Object.values(bundle)],
    ] as const) {
      const symptoms = [...read(file).matchAll(/^\| ([^|]*) \|/gm)].map(([, symptom = '']) => symptom);
      const quotes = symptoms.flatMap((symptom) => [...symptom.matchAll(quote)].map(([, words = '']) => words));
      assert.ok(quotes.length > 7, file);
      assert.deepEqual(
        quotes.filter((words) => !texts.some((text) => text.includes(words))),
        [],
        file,
      );
    }
  });

  it('have only asterisks that Markdown reads as bold, also beside Chinese characters', () => {
    for (const { file } of READMES) {
      assert.deepEqual(literalMarks(read(file)), [], file);
    }
    assert.deepEqual(literalMarks('选择**登录…**或**（推荐）登录**。**好**的'), [
      '择**登录…**或',
      '或**（推荐）登录**。',
    ]);
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
