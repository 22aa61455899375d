import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const resetInstances: VerbWords = {
  title: () => t('Reset instances to factory state'),
  counted: (n) => (n === 1 ? t('Reset 1 instance to factory state') : t('Reset {0} instances to factory state', n)),
  which: () => t('Reset which instances to factory state?'),
  none: () => t('There is no instance that can be reset now.'),
  busy: () => t('resetting…'),
  busyCount: (n) => t('{0} resetting', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Reset {0} instances in {1} projects to factory state?', targets, projects)
      : targets === 1
        ? t('Reset 1 instance in {0} to factory state?', project)
        : t('Reset {1} instances in {0} to factory state?', project, targets),
  button: () => t('Reset and Erase'),
  erased: (targets) =>
    targets === 1
      ? t('All apps and data on it are erased for good.')
      : t('All apps and data on them are erased for good.'),
  typeToErase: (phrase, targets, where) =>
    targets === 1
      ? t('Type its name, {0}, to erase all apps and data on this instance in {1}.', phrase, where)
      : t('Type {0} to erase all apps and data on {0} instances in {1}.', phrase, where),
  protectedTitle: () => t('Reset protected instances'),
};
