/**
 * Characters that are not seen and change how others are: they could break a line, or turn the direction in which the
 * words after them are read. Joiners stay: emoji and some scripts are made with them.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]+|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** @returns a text of the cloud on one line, in the direction in which the view is read */
export const plainText = (text: string): string =>
  text.replace(UNSEEN, (found) => (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(found) ? ' ' : ''));
