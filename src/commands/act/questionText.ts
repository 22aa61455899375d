import * as vscode from 'vscode';
import { VERBS } from '../../operations/verbs/registry';
import { type Blast, type Demand, type Plan, type PlanTarget, withTargets } from '../../model/plan';
import { type Verb } from '../../model/verbs';
import { plainText } from '../../ui/words/plainText';
import { KIND_WORDS } from '../../ui/words/kindWords';
import { byProject, sumOfBlasts, unreadWords } from '../../ui/words/planWords';
import { VERB_WORDS } from '../../ui/words/verbs/registry';
import { type CommandContext } from '../context';

const { t } = vscode.l10n;

/** The question before an act. */
export interface Question {
  readonly verb: Verb;
  readonly message: string;
  /** The lines below the message. */
  readonly detail: readonly string[];
  readonly button: string;
}

/**
 * @param plans the plans of one act: one verb, one plan for each project, at least one with targets
 * @returns one question for all of them: the verb, the number of targets, the projects and regions, and the blast
 */
export function questionFor({ settings }: Pick<CommandContext, 'settings'>, plans: readonly Plan[]): Question {
  const full = withTargets(plans);
  const [first] = full;
  if (first === undefined) {
    throw new RangeError('There is nothing to ask about.');
  }
  const { verb, policy } = first;
  const targets = full.reduce((sum, plan) => sum + plan.targets.length, 0);
  const project = full.length === 1 ? plainText(first.project) : undefined;
  const words = VERB_WORDS[verb];
  const { rollout = words } = words;
  const isRollout = policy !== undefined;
  const places = full.map((plan) => ({
    project: plan.project,
    region: settings.project(plan.project)?.region,
    names: plan.targets.map(VERBS[verb].isOfUser ? nameAndUser : ({ name }) => name),
  }));
  const hits = hitsWords(verb, sumOfBlasts(full.map(({ blast }) => blast)), targets);
  const waves = policy === undefined ? [] : full.flatMap(wavesWords);
  return {
    verb,
    message: (isRollout ? rollout : words).question({ targets, project, projects: full.length }),
    detail: [...byProject(places), '', ...hits, ...waves],
    button: isRollout ? t('Start') : words.button(),
  };
}

/** The sentences about what is hit besides the targets, what is not known, and what is erased. */
function hitsWords(verb: Verb, blast: Blast, targets: number): string[] {
  const { on } = VERBS[verb];
  const { hits } = KIND_WORDS[on];
  const { erased } = VERB_WORDS[verb];
  return [
    ...(hits === undefined ? [] : [hits(blast)]),
    ...unreadWords(on, blast),
    ...(erased === undefined ? [] : [erased(targets)]),
  ];
}

/** The sentences about the waves of one plan. With several plans each has its own. */
function wavesWords({ waves, mostDown, policy }: Plan): string[] {
  const words = t('Number of waves: {0}. Down at the same time: at most {1}.', waves.length, mostDown);
  return policy?.asksAfterFirst === true && waves.length > 1
    ? [words, t('After the first wave it waits for you.')]
    : [words];
}

/**
 * @param where the projects of the act
 * @returns the title and the prompt of the box in which a person types what a plan demands
 */
export function demandWords(
  { why, count, phrase }: Demand,
  verb: Verb,
  where: string,
): { readonly title: string; readonly prompt: string } {
  const { typeToErase } = VERB_WORDS[verb];
  switch (why) {
    case 'protected':
      return {
        title: VERB_WORDS[verb].protectedTitle(),
        prompt:
          count === 1
            ? t('Type 1 to include 1 protected target in {0}.', where)
            : t('Type {1} to include {1} protected targets in {0}.', where, count),
      };
    case 'unread':
      return {
        title: VERB_WORDS[verb].counted(count),
        prompt: typeToErase?.(phrase, count, where) ?? unreadPrompt(count, where),
      };
    case 'erased':
      return { title: VERB_WORDS[verb].counted(count), prompt: typeToErase?.(phrase, count, where) ?? '' };
  }
}

const unreadPrompt = (count: number, where: string): string =>
  count === 1
    ? t('Type 1 to act on 1 target in {0} that is not fully known.', where)
    : t('Type {1} to act on {1} targets in {0} that are not fully known.', where, count);

const nameAndUser = ({ name, userId = '' }: PlanTarget): string => (userId === '' ? name : `${name} · ${userId}`);
