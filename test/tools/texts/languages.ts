import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { root } from '../root';
import { sourceFiles, textCalls } from './calls';

/** Texts by their key: in the code the English text is its own key. */
export type Texts = Readonly<Record<string, string>>;

/** Where one kind of text is kept, and in what the Chinese of it. */
export const MANIFEST = { english: 'package.nls.json', chinese: 'package.nls.zh-cn.json' } as const;
export const CODE = { chinese: 'l10n/bundle.l10n.zh-cn.json' } as const;

/** @returns the texts of a file of the root, or none where there is no such file; throws on anything but texts */
export function readTexts(file: string): Texts {
  const full = path.join(root, file);
  const json: unknown = existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')) : {};
  const entries = Object.entries(typeof json === 'object' && json !== null ? json : {});
  return Object.fromEntries(
    entries.map(([key, text]: [string, unknown]) => {
      if (typeof text !== 'string') {
        throw new TypeError(`${file}: ${key} is not a text.`);
      }
      return [key, text];
    }),
  );
}

export function writeTexts(file: string, texts: Texts): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), `${JSON.stringify(texts, undefined, 2)}\n`);
}

/**
 * The texts of the code in English, sorted. l10n-dev follows imports and finds only what is called as `l10n.t`; so it is
 * handed each call, of `text` too, in that spelling.
 */
export async function codeTexts(): Promise<Texts> {
  const calls = sourceFiles().flatMap(textCalls);
  const lines = calls.filter(({ literal }) => literal !== undefined).map(({ source }) => `vscode.l10n.t(${source});`);
  const contents = ["import * as vscode from 'vscode';", ...lines].join('\n');
  const found = await getL10nJson([{ extension: '.ts', contents }]);
  const texts = Object.keys(found).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return Object.fromEntries(texts.map((text) => [text, text]));
}

/** What keeps a translation from being complete and right. */
export interface Gaps {
  /** Keys without a translation. */
  readonly missing: readonly string[];
  /** Translations of nothing. */
  readonly unused: readonly string[];
  /** Keys whose translation has other placeholders, links or commands than the English. */
  readonly different: readonly string[];
}

/** Placeholders, the targets of links, and names in code marks: what a translation must keep. */
function fixedParts(text: string): string {
  return [...text.matchAll(/\{\d+\}|\]\([^)]*\)|`[^`]+`|\$\([^)]*\)/g)]
    .map(([part]) => part)
    .sort()
    .join();
}

export function gapsBetween(english: Texts, translated: Texts): Gaps {
  const both = Object.entries(english).flatMap(([key, text]) => {
    const translation = translated[key];
    return translation === undefined || translation === '' ? [] : [{ key, text, translation }];
  });
  const done = new Set(both.map(({ key }) => key));
  return {
    missing: Object.keys(english).filter((key) => !done.has(key)),
    unused: Object.keys(translated).filter((key) => english[key] === undefined),
    different: both
      .filter(({ text, translation }) => fixedParts(text) !== fixedParts(translation))
      .map(({ key }) => key),
  };
}

/** @returns the translations in the order of the English, without those of nothing, and empty where one is missing */
export const arranged = (english: Texts, translated: Texts): Texts =>
  Object.fromEntries(Object.keys(english).map((key) => [key, translated[key] ?? '']));
