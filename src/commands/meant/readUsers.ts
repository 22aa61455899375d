import * as vscode from 'vscode';
import { isUserId } from '../../model/ids';

const { t } = vscode.l10n;

/** An instance that a person can name. */
export interface Nameable {
  readonly id: string;
  readonly name: string;
  /** It can be assigned now. */
  readonly isFree: boolean;
}

/** The user of each instance, by the id of the instance; or what is wrong with the text. */
export type Users = { readonly users: ReadonlyMap<string, string> } | { readonly wrong: string };

interface Choice {
  /** The chosen instances in the order of their rows, each once; or all instances of the project. */
  readonly rows: readonly Nameable[];
  /** The text may name only some of the rows. */
  readonly isPart: boolean;
  /** Users alone do not do: the rows are of several projects, whose order is not that of a list. */
  readonly needsPairs?: boolean;
}

/**
 * Reads whom instances are assigned to: pairs of an instance and its user, separated by spaces, semicolons or line breaks;
 * or one user for each row, in the order of the rows.
 * @returns the users, or a sentence on the first pair that is wrong
 */
export function readUsers(text: string, { rows, isPart, needsPairs = false }: Choice): Users {
  const entries = text
    .replace(/\s*[,，]\s*/g, ',')
    .split(/[\s;；]+/)
    .filter((entry) => entry !== '');
  const free = rows.filter(({ isFree }) => isFree);
  const isNamed = entries.some((entry) => rows.some(({ id }) => id === entry));
  const isList = !isPart && !needsPairs && !isNamed && !entries.some((entry) => entry.includes(','));
  return isList ? inOrder(entries, free) : inPairs(entries, rows, isPart ? [] : free);
}

function inOrder(entries: readonly string[], free: readonly Nameable[]): Users {
  const bad = entries.find((entry) => !isUserId(entry));
  if (bad !== undefined) {
    return { wrong: t('This is not a user ID: {0}', bad) };
  }
  if (entries.length !== free.length) {
    return { wrong: t('Instances: {0}. User IDs: {1}.', free.length, entries.length) };
  }
  return { users: new Map(free.map(({ id }, place) => [id, entries[place] ?? ''])) };
}

/** @param all those that must be named */
function inPairs(entries: readonly string[], rows: readonly Nameable[], all: readonly Nameable[]): Users {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const users = new Map<string, string>();
  for (const entry of entries) {
    const [id = '', user = '', ...more] = entry.split(',');
    if (id === '' || user === '' || more.length > 0) {
      return { wrong: t('{0}: write an instance ID, a comma and a user ID.', entry) };
    }
    const row = byId.get(id);
    if (row === undefined) {
      return {
        wrong: all.length > 0 ? t('{0}: this instance was not chosen.', entry) : t('{0}: no such instance.', entry),
      };
    }
    if (!row.isFree) {
      return { wrong: t('{0}: this instance cannot be assigned now.', entry) };
    }
    if (!isUserId(user)) {
      return { wrong: t('{0}: the user ID is not well formed.', entry) };
    }
    if (users.has(id)) {
      return { wrong: t('{0}: this instance is named twice.', entry) };
    }
    users.set(id, user);
  }
  const missing = all.find(({ id }) => !users.has(id));
  if (missing !== undefined) {
    return { wrong: t('No user is named for {0} ({1}).', missing.name, missing.id) };
  }
  return users.size === 0 ? { wrong: t('Name at least one instance with its user.') } : { users };
}

/** What the first line of a table calls its columns. */
const COLUMN = /^(instance|user|实例|用户)([ _-]?id)?$/i;

/**
 * @param csv the text of a file: a line for each pair, with a comma, a semicolon or a tab between instance and user
 * @returns the same for the input box, on one line
 */
export function pairsOfFile(csv: string): string {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
    .filter((cells) => cells.some((cell) => cell !== ''));
  const hasHead = lines[0]?.every((cell) => COLUMN.test(cell)) === true;
  return (hasHead ? lines.slice(1) : lines).map((cells) => cells.join(',')).join('; ');
}
