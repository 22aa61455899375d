import * as vscode from 'vscode';
import { askText, BACK } from '../ui/quickInputs';
import { type Command } from './context';

const { t } = vscode.l10n;

/** Shows only the rows that match; an empty text shows all again. */
export const filter: Command = async ({ view }) => {
  const typed = await askText({
    title: t('Filter'),
    prompt: t('Words in the name, id, address or user. Empty shows all.'),
    value: view.filter,
  });
  if (typed !== BACK) {
    view.setFilter(typed);
  }
};

export const clearFilter: Command = ({ view }) => {
  view.setFilter('');
  return Promise.resolve();
};
