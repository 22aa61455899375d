import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const restartPhones: VerbWords = {
  title: () => t('Restart phones'),
  counted: (n) => (n === 1 ? t('Restart 1 phone') : t('Restart {0} phones', n)),
  which: () => t('Restart which phones?'),
  none: () => t('There is no phone that can be restarted now.'),
  busy: () => t('restarting…'),
  busyCount: (n) => t('{0} restarting', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Restart {0} phones in {1} projects?', targets, projects)
      : targets === 1
        ? t('Restart 1 phone in {0}?', project)
        : t('Restart {1} phones in {0}?', project, targets),
  button: () => t('Restart'),
  protectedTitle: () => t('Restart protected phones'),
  rollout: {
    title: () => t('Rolling restart of phones'),
    counted: (n) => (n === 1 ? t('Rolling restart of 1 phone') : t('Rolling restart of {0} phones', n)),
    question: ({ targets, project, projects }) =>
      project === undefined
        ? t('Start the rolling restart of {0} phones in {1} projects?', targets, projects)
        : targets === 1
          ? t('Start the rolling restart of 1 phone in {0}?', project)
          : t('Start the rolling restart of {1} phones in {0}?', project, targets),
  },
};
