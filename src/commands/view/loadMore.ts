import * as vscode from 'vscode';
import * as v from 'valibot';
import { tell } from '../../ui/tell/tell';
import { type Command } from '../context';

const { t } = vscode.l10n;

const MORE = v.looseObject({ below: v.string() });

/** Shows one page more in place of a "Load more…" row: the clicked one, else the selected one. */
export const loadMore: Command = ({ view }, ...[row]) => {
  const [more] = [row, ...view.selection.filter(({ kind }) => kind === 'more')].filter((one) => v.is(MORE, one));
  if (more) {
    view.tree.loadMore(more.below);
  } else {
    void tell.info(t('Select a row “Load more…” in the Projects view first.'));
  }
  return Promise.resolve();
};
