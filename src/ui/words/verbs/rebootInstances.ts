import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const rebootInstances: VerbWords = {
  title: () => t('Reboot instances'),
  counted: (n) => (n === 1 ? t('Reboot 1 instance') : t('Reboot {0} instances', n)),
  which: () => t('Reboot which instances?'),
  none: () => t('There is no instance that can be rebooted now.'),
  busy: () => t('rebooting…'),
  busyCount: (n) => t('{0} rebooting', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Reboot {0} instances in {1} projects?', targets, projects)
      : targets === 1
        ? t('Reboot 1 instance in {0}?', project)
        : t('Reboot {1} instances in {0}?', project, targets),
  button: () => t('Reboot'),
  protectedTitle: () => t('Reboot protected instances'),
  rollout: {
    title: () => t('Rolling reboot'),
    counted: (n) => (n === 1 ? t('Rolling reboot of 1 instance') : t('Rolling reboot of {0} instances', n)),
    question: ({ targets, project, projects }) =>
      project === undefined
        ? t('Start the rolling reboot of {0} instances in {1} projects?', targets, projects)
        : targets === 1
          ? t('Start the rolling reboot of 1 instance in {0}?', project)
          : t('Start the rolling reboot of {1} instances in {0}?', project, targets),
  },
};
