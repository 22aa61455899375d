import * as vscode from 'vscode';
import { type KindId } from '../../model/kinds';
import { type Blast } from '../../model/plan';
import { loginWords, phonesWords } from './planWords';

const { t } = vscode.l10n;

/** The words of one kind of target. */
export interface KindWords {
  /** What a screen reader calls one. */
  readonly spoken: () => string;
  /** The name of its group, such as `Servers`. */
  readonly plural: () => string;
  /** A count, such as `3 servers`. */
  readonly counted: (count: number) => string;
  readonly protectedCount: (count: number) => string;
  /** How many of a list are in a plan, and how many of the list run. */
  readonly ofList: (count: number, listed: number, running: number) => string;
  /** The sentence about what is hit besides the targets; absent where there is nothing else. */
  readonly hits?: (blast: Blast) => string;
}

/** The words of the kinds of targets, by their id. */
export const KIND_WORDS: Readonly<Record<KindId, KindWords>> = {
  server: {
    spoken: () => t('Server'),
    plural: () => t('Servers'),
    counted: (n) => (n === 1 ? t('1 server') : t('{0} servers', n)),
    protectedCount: (n) => (n === 1 ? t('1 server is protected.') : t('{0} servers are protected.', n)),
    ofList: (count, listed, running) =>
      t('Servers: {0} of the {1} in the list, of which {2} run', count, listed, running),
    hits: phonesWords,
  },
  phone: {
    spoken: () => t('Phone'),
    plural: () => t('Phones'),
    counted: (n) => (n === 1 ? t('1 phone') : t('{0} phones', n)),
    protectedCount: (n) => (n === 1 ? t('1 phone is protected.') : t('{0} phones are protected.', n)),
    ofList: (count, listed, running) =>
      t('Phones: {0} of the {1} on their servers, of which {2} run', count, listed, running),
  },
  instance: {
    spoken: () => t('Instance'),
    plural: () => t('Instances'),
    counted: (n) => (n === 1 ? t('1 instance') : t('{0} instances', n)),
    protectedCount: (n) => (n === 1 ? t('1 instance is protected.') : t('{0} instances are protected.', n)),
    ofList: (count, listed, running) =>
      t('Instances: {0} of the {1} in the list, of which {2} run', count, listed, running),
    hits: loginWords,
  },
};
