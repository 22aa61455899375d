// npm run l10n: arranges the Chinese texts by the English ones, lists what is missing, and makes the READMEs' tables anew.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../root';
import { arranged, CODE, codeTexts, gapsBetween, MANIFEST, readTexts, type Texts, writeTexts } from './languages';
import { READMES, withTables } from './readmeTables';

function arrange(english: Texts, file: string): number {
  const translated = readTexts(file);
  const { missing, unused, different } = gapsBetween(english, translated);
  writeTexts(file, arranged(english, translated));
  const say = (what: string, keys: readonly string[]): void => {
    for (const key of keys) {
      console.log(`${file}: ${what}: ${JSON.stringify(key)}`);
    }
  };
  say('taken out, no longer used', unused);
  say('to be translated', missing);
  say('has other placeholders or links than the English', different);
  return missing.length + different.length;
}

const open = arrange(await codeTexts(), CODE.chinese) + arrange(readTexts(MANIFEST.english), MANIFEST.chinese);
for (const readme of READMES) {
  const file = path.join(root, readme.file);
  writeFileSync(file, await withTables(readFileSync(file, 'utf8'), readme));
}
process.exitCode = open === 0 ? 0 : 1;
