import * as vscode from 'vscode';
import { type SortBy } from '../../arrange/order';
import { type GroupBy } from '../../arrange/subgroups';
import { chooseOne } from '../../ui/ask/quickInputs';
import { type Command } from '../context';

const { t } = vscode.l10n;

const SORTS: Readonly<Record<SortBy, () => string>> = {
  name: () => t('Name'),
  status: () => t('Status (problems first)'),
  created: () => t('Creation time (newest first)'),
};
const GROUPINGS: Readonly<Record<GroupBy | 'nothing', () => string>> = {
  nothing: () => t('No grouping'),
  state: () => t('State'),
  user: () => t('User'),
};

/** Asks for the order of the rows of all groups. */
export const sortBy: Command = async ({ view }) => {
  view.sortBy = await choose(SORTS, ['name', 'status', 'created'], view.sortBy, {
    title: t('Sort By'),
    placeholder: t('Sort rows by'),
  });
};

/** Asks whether to group the instances by state, by user, or not at all. */
export const groupInstancesBy: Command = async ({ view }) => {
  const picked = await choose(GROUPINGS, ['nothing', 'state', 'user'], view.groupBy ?? 'nothing', {
    title: t('Group Instances By'),
    placeholder: t('Group instances by'),
  });
  view.groupBy = picked === 'nothing' ? undefined : picked;
};

async function choose<T extends string>(
  labels: Readonly<Record<T, () => string>>,
  values: readonly T[],
  now: T,
  question: { readonly title: string; readonly placeholder: string },
): Promise<T> {
  const items = values.map((value) => ({
    label: labels[value](),
    ...(value === now ? { description: t('current') } : {}),
    value,
  }));
  return chooseOne({ ...question, items });
}
