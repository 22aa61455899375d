/**
 * Invisible characters that change how others are shown: they can break a line or turn the reading direction. Joiners
 * (U+200C, U+200D) are not among them: emoji and some scripts need them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]+|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** @returns a foreign text on one line, without characters that turn the reading direction */
export const plainText = (text: string): string =>
  text.replace(UNSEEN, (found) => (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(found) ? ' ' : ''));

/**
 * VS Code makes a link, also to a command, of `[text](address)` in messages and boxes. A foreign text must not make
 * one.
 */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** VS Code draws an icon for `$(name)` in picks, boxes and the status bar. A foreign text must not draw one. */
const withoutIcons = (text: string): string => text.replaceAll('$(', '$ (');

/**
 * Cleans a whole sentence for a message, a box or the status bar, with the names that are filled in. The extension's own
 * sentences have no link and no icon, so each one comes from a foreign text. Invisible characters are removed first: one
 * may stand between the two characters that make a link.
 * @returns the sentence on one line, in which VS Code finds no link, no command and no icon
 */
export const shownText = (sentence: string): string => withoutIcons(withoutLinks(plainText(sentence)));

/** @returns the cleaned sentences, each on its own line; a name in one cannot start a new line */
export const shownLines = (sentences: string | readonly string[]): string =>
  [sentences].flat().map(shownText).join('\n');

/** The texts of an item in a pick. */
interface Entry {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** @returns the item with cleaned texts; the extension's own icons belong into `iconPath` */
export const shownEntry = <E extends Entry>(entry: E): E => ({
  ...entry,
  label: shownText(entry.label),
  ...(entry.description === undefined ? {} : { description: shownText(entry.description) }),
  ...(entry.detail === undefined ? {} : { detail: shownText(entry.detail) }),
});
