import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const KEYS = v.array(v.tuple([v.string(), v.array(v.string())]));
const MESSAGES = v.array(v.string());

/**
 * Gives a server a display language without Microsoft's language pack, which only the marketplace has.
 * @param folder the server's
 * @param words what of the workbench's own texts is translated, by the English; all else of it stays English
 */
export function writeLanguagePack(
  folder: string,
  dataFolder: string,
  locale: string,
  words: Readonly<Record<string, string>>,
): void {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, 'out', name), 'utf8'));
  const messages = v.parse(MESSAGES, read('nls.messages.json')).values();
  const contents: Record<string, Record<string, string>> = {};
  for (const [file, keys] of v.parse(KEYS, read('nls.keys.json'))) {
    for (const key of keys) {
      const translation = words[messages.next().value ?? ''];
      if (translation !== undefined) {
        (contents[file] ??= {})[key] = translation;
      }
    }
  }
  const data = path.join(dataFolder, 'data');
  mkdirSync(data, { recursive: true });
  const pack = path.join(data, `${locale}.i18n.json`);
  writeFileSync(pack, JSON.stringify({ version: '1.0.0', contents }));
  const extensions = [{ extensionIdentifier: { id: 'cloudphone.test-language' }, version: '1.0.0' }];
  const entry = { hash: 'test', extensions, translations: { vscode: pack }, label: locale };
  writeFileSync(path.join(data, 'languagepacks.json'), JSON.stringify({ [locale]: entry }));
}
