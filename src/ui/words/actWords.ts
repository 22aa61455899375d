import * as vscode from 'vscode';
import { groupBy } from '../../base/arrays';
import { type KindId } from '../../model/kinds';
import { type Plan } from '../../model/plan';
import { type Verb } from '../../model/verbs';
import { KIND_WORDS } from './kindWords';
import { item } from './planWords';
import { plainText } from './plainText';
import { operationTitle, VERB_WORDS } from './verbs/registry';
import { inDigits, shortened } from './words';

const { t } = vscode.l10n;

/** How many targets of one kind an act has. */
export interface KindCount {
  readonly kind: KindId;
  readonly count: number;
}

/** The facts for the question before an act. */
interface Scene {
  readonly counts: readonly KindCount[];
  /** The name of the only project; undefined when there are several. */
  readonly project: string | undefined;
  /** The number of projects. */
  readonly projects: number;
  readonly isRollout: boolean;
}

/** The words of an act. */
interface ActWords {
  /** The title with a count, such as `Restart 3 servers`. */
  readonly counted: (count: number) => string;
  /** What is said where no target can be chosen. */
  readonly none: () => string;
  readonly question: (scene: Scene) => string;
  /** The button that answers yes. */
  readonly button: () => string;
  /** The prompt of the box for the phrase that must be typed before it erases; absent where nothing is erased. */
  readonly typeToErase?: (phrase: string, targets: number, where: string) => string;
  /** The title of the box for the number of the protected targets. */
  readonly protectedTitle: () => string;
}

/** @returns the words of an act with these verbs. Only the verbs that restart are done together. */
export function actWords(verbs: readonly Verb[]): ActWords {
  const [verb, ...others] = verbs;
  return verb !== undefined && others.length === 0 ? wordsOfOne(verb) : SEVERAL;
}

const wordsOfOne = (verb: Verb): ActWords => {
  const words = VERB_WORDS[verb];
  return {
    ...words,
    question: ({ counts, isRollout, ...scene }) =>
      (isRollout ? (words.rollout ?? words) : words).question({ ...scene, targets: sumOf(counts) }),
  };
};

/** The prompt of a box counts the targets. */
const SEVERAL: ActWords = {
  counted: () => t('Restart'),
  none: () => t('No action is possible on the selected rows now.'),
  question: ({ counts, project, projects }) => {
    return project === undefined
      ? t('Restart {0} in {1} projects?', countsInWords(counts), projects)
      : t('Restart {1} in {0}?', project, countsInWords(counts));
  },
  button: () => t('Restart'),
  protectedTitle: () => t('Restart protected targets'),
};

/** @returns the title of the plans of one act, of which the first one is given */
export const actTitle = (plans: readonly Plan[]): string => {
  const [first] = plans;
  return first !== undefined && verbsOf(plans).length === 1 ? operationTitle(first) : t('Restart');
};

/** @returns the verbs of the plans, each once, in their order */
export const verbsOf = (plans: readonly Pick<Plan, 'verb'>[]): readonly Verb[] => [
  ...new Set(plans.map(({ verb }) => verb)),
];

/** @returns the sums for each kind, in the order of their first count */
export const countsOf = (counts: readonly KindCount[]): readonly KindCount[] =>
  [...groupBy(counts, ({ kind }) => kind)].map(([kind, own]) => ({ kind, count: sumOf(own) }));

const sumOf = (counts: readonly KindCount[]): number => counts.reduce((sum, { count }) => sum + count, 0);

/** @returns the counts in words, such as `2 servers, 3 phones and 1 instance` */
function countsInWords(counts: readonly KindCount[]): string {
  const [firstCount = '', secondCount, lastCount] = counts.map(({ kind, count }) => KIND_WORDS[kind].counted(count));
  if (secondCount === undefined) {
    return firstCount;
  }
  return lastCount === undefined
    ? t('{0} and {1}', firstCount, secondCount)
    : t('{0}, {1} and {2}', firstCount, secondCount, lastCount);
}

/** @returns the sentence on the targets that are protected; `counts` has at least one */
export function protectedWords(counts: readonly KindCount[]): string {
  const [first, ...others] = counts;
  return first !== undefined && others.length === 0
    ? KIND_WORDS[first.kind].protectedCount(first.count)
    : t('These are protected: {0}.', countsInWords(counts));
}

/** The names of the targets of one kind in one project, and where the project is. */
interface NamesOfProject {
  readonly kind: KindId;
  readonly project: string;
  readonly region: string | undefined;
  readonly names: readonly string[];
}

/**
 * @returns the lines of one block for each project that has names: its place, and the first few names, one a line. The
 * place is needed because two projects or regions can have targets of the same name. Where there are several kinds, the
 * names of each kind stand below it.
 */
export function byProject(parts: readonly NamesOfProject[]): string[] {
  const filled = parts.filter(({ names }) => names.length > 0);
  const blocks = [...groupBy(filled, ({ project }) => project)];
  const isMixed = countsOf(filled.map(({ kind }) => ({ kind, count: 1 }))).length > 1;
  return blocks.flatMap(([project, own], index) => {
    const count = own.reduce((sum, { names }) => sum + names.length, 0);
    return [
      ...(index === 0 ? [] : ['']),
      placeWords(project, own[0]?.region, blocks.length === 1 ? undefined : count),
      ...own.flatMap(({ kind, names }) => [
        ...(isMixed ? [t('{0}: {1}', KIND_WORDS[kind].plural(), inDigits(names.length))] : []),
        ...shortened(names.map(item)),
      ]),
    ];
  });
}

function placeWords(project: string, region: string | undefined, count: number | undefined): string {
  const place = region === undefined ? plainText(project) : `${plainText(project)} · ${region}`;
  return count === undefined ? place : t('{0}: {1}', place, inDigits(count));
}
