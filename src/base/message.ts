/**
 * A sentence in English with `{0}`, `{1}` … for its variable parts. The layers below `vscode` make messages. `ui`
 * translates the whole sentence and fills in the variable parts, so no sentence is put together from pieces. A variable
 * part may itself be a message that the sentence quotes.
 */
export interface Message {
  readonly message: string;
  readonly args: readonly Part[];
}

type Part = string | number | Message;

/** A message of the extension, or a text of the cloud. A text of the cloud is not translated. */
export type MessageOrText = Message | string;

/**
 * Makes a message.
 * @param english a string literal: `npm run l10n` finds the sentences to translate by the calls of this function
 * @param args the variable parts, in the order of their numbers
 */
export const message = (english: string, ...args: Part[]): Message => ({ message: english, args });

/**
 * @returns the sentence in English with its variable parts filled in, for the log. A plain text is returned as it is.
 */
export const inEnglish = (said: MessageOrText): string =>
  typeof said === 'string'
    ? said
    : said.message.replace(/\{(\d+)\}/g, (whole, index: string) => {
        const part = said.args[Number(index)];
        return typeof part === 'object' ? inEnglish(part) : String(part ?? whole);
      });
