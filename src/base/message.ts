/**
 * A sentence in English with `{0}`, `{1}` … for its variable parts. The floors below `vscode` speak in these; the
 * floor above translates the whole sentence and fills it in, so no text is built from parts. A variable part may be a
 * sentence again: what a report quotes.
 */
export interface Message {
  readonly message: string;
  readonly args: readonly Part[];
}

type Part = string | number | Message;

/** A sentence of ours, or a text of the cloud's, which nobody translates. */
export type MessageOrText = Message | string;

/** Marks a sentence to be translated: `npm run l10n` finds it by this call, so the first argument is a literal. */
export const message = (english: string, ...args: Part[]): Message => ({ message: english, args });

/** @returns the sentence in English, for the log. */
export const inEnglish = (said: MessageOrText): string =>
  typeof said === 'string'
    ? said
    : said.message.replace(/\{(\d+)\}/g, (whole, index: string) => {
        const part = said.args[Number(index)];
        return typeof part === 'object' ? inEnglish(part) : String(part ?? whole);
      });
