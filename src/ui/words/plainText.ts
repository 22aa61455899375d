/**
 * Characters that are not seen and change how others are: they could break a line, or turn the direction in which the
 * words after them are read. Joiners stay: emoji and some scripts are made with them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]+|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** @returns a text of the cloud on one line, in the direction in which the view is read */
export const plainText = (text: string): string =>
  text.replace(UNSEEN, (found) => (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(found) ? ' ' : ''));

/** VS Code makes links, to commands too, of `[text](address)` in messages and boxes; a text of the cloud must not. */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

/** VS Code draws an icon for `$(name)` in picks, boxes and the status bar; a text of the cloud must not. */
const withoutIcons = (text: string): string => text.replaceAll('$(', '$ (');

/**
 * What is said to a person in a message, a box or the status bar passes here as a whole, with the names in it. No sentence
 * of ours has a link or an icon, so whatever would be one came from elsewhere. What is unseen goes first: it may stand
 * between the two characters that make a link.
 * @returns the sentence on one line, in which VS Code finds no link, no command and no icon
 */
export const shownText = (sentence: string): string => withoutIcons(withoutLinks(plainText(sentence)));

/** @returns several sentences, each on a line of its own: a name cannot begin one */
export const shownLines = (sentences: string | readonly string[]): string =>
  [sentences].flat().map(shownText).join('\n');

/** The texts of an entry in a pick. */
interface Entry {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** @returns the entry with its texts as they may be shown; an icon of ours stands in `iconPath` */
export const shownEntry = <E extends Entry>(entry: E): E => ({
  ...entry,
  label: shownText(entry.label),
  ...(entry.description === undefined ? {} : { description: shownText(entry.description) }),
  ...(entry.detail === undefined ? {} : { detail: shownText(entry.detail) }),
});
