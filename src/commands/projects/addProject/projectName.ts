import * as vscode from 'vscode';
import { askText, type Back } from '../../../ui/ask/quickInputs';

const { t } = vscode.l10n;

const LENGTH = 64;

/**
 * The names and accounts in use. A project named as an existing account would overwrite the sign-in of that account.
 */
export type Taken = ReadonlySet<string>;

/** @returns the wish, followed by a number when it is taken */
export function freeName(wish: string, taken: Taken): string {
  let name = wish;
  for (let n = 2; taken.has(name); n += 1) {
    name = `${wish} ${n}`;
  }
  return name;
}

/**
 * Asks for the name of a new project. The suggestion is `freeName(wish)`.
 * @param taken reads the names in use; they are read again for each answer, as another window can take one meanwhile
 */
export const askName = (title: string, wish: string, taken: () => Taken): Promise<string | Back> =>
  askText({
    title,
    canGoBack: true,
    prompt: t('Name of the project in the sidebar'),
    value: freeName(wish, taken()),
    validate: (name) => whatIsWrong(name, taken()),
  });

function whatIsWrong(name: string, taken: Taken): string | undefined {
  if (name === '' || name.length > LENGTH) {
    return t('A name has 1 to {0} characters.', LENGTH);
  }
  return taken.has(name) ? t('Another project is already named {0}.', name) : undefined;
}
