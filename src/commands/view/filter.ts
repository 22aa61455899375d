import * as vscode from 'vscode';
import { systemClock, type Timer } from '../../base/clock';
import { enterText } from '../../ui/ask/quickInputs';
import { type Command } from '../context';

const { t } = vscode.l10n;

/** The rows are filtered when the text has not changed for this time, in milliseconds. */
const TYPING_MS = 150;

/**
 * Asks for a filter, and shows only the rows that match it, also while the person types. An empty text removes the
 * filter.
 */
export const filter: Command = async ({ view }) => {
  let typing: Timer | undefined;
  try {
    const typed = await enterText({
      title: t('Filter'),
      prompt: t(
        'Words in the name, ID, address, or user. Also status:abnormal, user:, model:, az:, server:, and -word to exclude. Empty shows all.',
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
    view.setFilter(typed);
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
