import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const assignInstances: VerbWords = {
  title: () => t('Assign instances'),
  counted: (n) => (n === 1 ? t('Assign 1 instance') : t('Assign {0} instances', n)),
  which: () => t('Assign which instances?'),
  none: () => t('There is no instance that can be assigned now.'),
  busy: () => t('assigning…'),
  busyCount: (n) => t('{0} assigning', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Assign {0} instances in {1} projects?', targets, projects)
      : targets === 1
        ? t('Assign 1 instance in {0}?', project)
        : t('Assign {1} instances in {0}?', project, targets),
  button: () => t('Assign'),
  protectedTitle: () => t('Assign protected instances'),
};
