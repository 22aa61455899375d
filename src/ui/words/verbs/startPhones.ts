import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const startPhones: VerbWords = {
  title: () => t('Start phones'),
  counted: (n) => (n === 1 ? t('Start 1 phone') : t('Start {0} phones', n)),
  which: () => t('Start which phones?'),
  none: () => t('There is no phone that can be started now.'),
  busy: () => t('starting…'),
  busyCount: (n) => t('{0} starting', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Start {0} phones in {1} projects?', targets, projects)
      : targets === 1
        ? t('Start 1 phone in {0}?', project)
        : t('Start {1} phones in {0}?', project, targets),
  button: () => t('Start'),
  protectedTitle: () => t('Start protected phones'),
};
