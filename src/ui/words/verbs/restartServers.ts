import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const restartServers: VerbWords = {
  title: () => t('Restart servers'),
  counted: (n) => (n === 1 ? t('Restart 1 server') : t('Restart {0} servers', n)),
  which: () => t('Restart which servers?'),
  none: () => t('There is no server that can be restarted now.'),
  busy: () => t('restarting…'),
  busyCount: (n) => t('{0} restarting', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Restart {0} servers in {1} projects?', targets, projects)
      : targets === 1
        ? t('Restart 1 server in {0}?', project)
        : t('Restart {1} servers in {0}?', project, targets),
  button: () => t('Restart'),
  protectedTitle: () => t('Restart protected servers'),
  rollout: {
    title: () => t('Rolling restart'),
    counted: (n) => (n === 1 ? t('Rolling restart of 1 server') : t('Rolling restart of {0} servers', n)),
    question: ({ targets, project, projects }) =>
      project === undefined
        ? t('Start the rolling restart of {0} servers in {1} projects?', targets, projects)
        : targets === 1
          ? t('Start the rolling restart of 1 server in {0}?', project)
          : t('Start the rolling restart of {1} servers in {0}?', project, targets),
  },
};
