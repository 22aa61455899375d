import * as vscode from 'vscode';
import { type VerbWords } from './verbWords';

const { t } = vscode.l10n;

export const shutDownPhones: VerbWords = {
  title: () => t('Shut down phones'),
  counted: (n) => (n === 1 ? t('Shut down 1 phone') : t('Shut down {0} phones', n)),
  which: () => t('Shut down which phones?'),
  none: () => t('There is no phone that can be shut down now.'),
  busy: () => t('shutting down…'),
  busyCount: (n) => t('{0} shutting down', n),
  question: ({ targets, project, projects }) =>
    project === undefined
      ? t('Shut down {0} phones in {1} projects?', targets, projects)
      : targets === 1
        ? t('Shut down 1 phone in {0}?', project)
        : t('Shut down {1} phones in {0}?', project, targets),
  button: () => t('Shut Down'),
  protectedTitle: () => t('Shut down protected phones'),
};
