import * as v from 'valibot';
import { type Command } from './context';

const MORE = v.looseObject({ below: v.string() });

/** Shows one page more where a "Load more…" row stands; this is what a click or Enter on it calls. */
export const loadMore: Command = ({ view }, ...[row]) => {
  if (v.is(MORE, row)) {
    view.tree.loadMore(row.below);
  }
  return Promise.resolve();
};
