import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { shownEntry, shownLines, shownText } from '../../../../src/ui/words/plainText';
import { root } from '../../../tools/root';

/**
 * The texts of which VS Code makes links in messages and boxes (see its linkedText.ts), and icons in picks and the
 * status bar.
 */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i;
const ICON = /\$\([a-z]/i;
/** Characters that break a line, or are invisible and change how others are shown. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Hostile names. */
const NAMES = {
  'a link to a command': '[Fix it](command:workbench.action.terminal.new)',
  'a link to a page': '[Fix it](https://evil.example "all is well")',
  'a link to a file': '[Fix it](FILE:///etc/passwd)',
  'a link with something unseen in it': '[Fix it]\u200b(command:workbench.action.terminal.new)',
  'a link over two lines': '[Fix it](\ncommand:workbench.action.terminal.new)',
  'an icon': '$(trash) x',
  'an icon with something unseen in it': '$\u2060(trash) x',
  'a sentence of its own': 'web-01\r\n\nAll servers are restarted. Nothing is left to do.',
  'a turned direction': 'web\u202e10-\u2066 ](command:x)[',
} as const;

/** @returns the texts of both languages that take values */
function templates(): string[] {
  const bundle = JSON.parse(readFileSync(path.join(root, 'l10n', 'bundle.l10n.zh-cn.json'), 'utf8')) as Record<
    string,
    string
  >;
  return Object.entries(bundle)
    .flat()
    .filter((text) => text.includes('{0}'));
}

const filled = (template: string, value: string): string => template.replace(/\{\d+\}/g, () => value);

const assertHarmless = (text: string, about: string): void => {
  assert.doesNotMatch(text, LINK, about);
  assert.doesNotMatch(text, ICON, about);
  assert.doesNotMatch(text, UNSEEN, about);
};

describe('a text that is shown to a person', () => {
  for (const [what, name] of Object.entries(NAMES)) {
    it(`makes nothing of a name that is ${what}, in any message of both languages`, () => {
      const all = templates();
      assert.ok(all.length > 300, String(all.length));
      for (const template of all) {
        assertHarmless(shownText(filled(template, name)), template);
      }
    });

    it(`makes nothing of a name that is ${what}, in the lines below a message and in the entries of a pick`, () => {
      const lines = shownLines(['Restart:', name, 'Left out:', name]).split('\n');
      assert.equal(lines.length, 4);
      const { label, description, detail } = shownEntry({ label: name, description: name, detail: name });
      [...lines, label, description, detail].forEach((text) => {
        assertHarmless(text, what);
      });
    });
  }

  it('makes no link of two values side by side', () => {
    assertHarmless(shownText(['[Fix it]', '(command:x)', ' $', '(trash)'].join('')), 'side by side');
  });

  it('stays readable', () => {
    assert.equal(shownText('[Fix it](command:x) of $(trash) x'), '[Fix it] (command:x) of $ (trash) x');
    assert.equal(shownText('Restart [web] (01) for $5, “名字”（2）?'), 'Restart [web] (01) for $5, “名字”（2）?');
    assert.equal(shownLines('one\ntwo'), 'one two');
  });

  it('is unchanged when it is one of the extension’s own, which have no link, icon or line break', () => {
    for (const template of templates()) {
      assert.equal(shownText(template), template);
    }
  });

  it('is the only part of an item that changes', () => {
    const value = { label: '[x](command:y)' };
    assert.deepEqual(shownEntry({ label: 'web', picked: true, value }), { label: 'web', picked: true, value });
    assert.equal(shownEntry({ label: 'web', value }).value, value);
  });
});
