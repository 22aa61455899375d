import * as vscode from 'vscode';
import { systemClock, type Timer } from '../../base/clock';
import { askText, BACK } from '../../ui/ask/quickInputs';
import { type Command } from '../context';

const { t } = vscode.l10n;

/** While a person types, the rows follow no faster than this. */
const TYPING_MS = 150;

/** Shows only the rows that match, already while a person types; an empty text shows all again. */
export const filter: Command = async ({ view }) => {
  let typing: Timer | undefined;
  try {
    const typed = await askText({
      title: t('Filter'),
      prompt: t(
        'Words in the name, id, address or user. Also status:abnormal, user:, model:, az:, server:, and -word for what is not to be there. Empty shows all.',
      ),
      value: view.keptFilter,
      whileTyping: (text) => {
        typing?.cancel();
        typing = systemClock.setTimeout(() => {
          view.previewFilter(text);
        }, TYPING_MS);
      },
    });
    typing?.cancel();
    if (typed !== BACK) {
      view.setFilter(typed);
    }
  } catch (error) {
    typing?.cancel();
    view.previewFilter(undefined);
    throw error;
  }
};

export const clearFilter: Command = ({ view }) => {
  view.setFilter('');
  return Promise.resolve();
};
