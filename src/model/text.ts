/**
 * A sentence in English with `{0}`, `{1}` … for its variable parts. The floors below `vscode` speak in these; the
 * floor above translates the whole sentence and fills it in, so no text is built from parts.
 */
export interface Text {
  readonly message: string;
  readonly args: readonly (string | number)[];
}

export const text = (message: string, ...args: (string | number)[]): Text => ({ message, args });

/** @returns the sentence in English, for the log. */
export const inEnglish = (t: Text): string =>
  t.message.replace(/\{(\d+)\}/g, (whole, index: string) => String(t.args[Number(index)] ?? whole));
