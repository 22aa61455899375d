import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const unassignInstances: VerbWords = {
  title: () => t('Unassign instances'),
  counted: (n) => (n === 1 ? t('Unassign 1 instance') : t('Unassign {0} instances', n)),
  which: () => t('Unassign which instances?'),
  none: () => t('There is no instance that can be unassigned now.'),
  busy: () => t('unassigning…'),
  busyCount: (n) => t('{0} unassigning', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Unassign {0} instances in {1} projects?', targets, projects)
      : targets === 1
        ? t('Unassign 1 instance in {0}?', project)
        : t('Unassign {1} instances in {0}?', project, targets),
  button: () => t('Unassign and Erase'),
  erased: (targets) =>
    targets === 1 ? t('The user’s data on it is erased for good.') : t('The users’ data on them is erased for good.'),
  typeToErase: (phrase, targets, where) =>
    targets === 1
      ? t('Type 1 to erase the user’s data on 1 instance in {0}.', where)
      : t('Type {1} to erase the users’ data on {1} instances in {0}.', where, phrase),
  protectedTitle: () => t('Unassign protected instances'),
};
