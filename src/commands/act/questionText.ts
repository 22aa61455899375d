import * as vscode from 'vscode';
import { VERBS } from '../../operations/verbs/registry';
import { groupBy } from '../../base/arrays';
import { type Demand, type Plan, type PlanTarget, withTargets } from '../../model/plan';
import { type Verb } from '../../model/verbs';
import { plainText } from '../../ui/words/plainText';
import { type Settings } from '../../ui/settings';
import { actWords, byProject, countsOf, verbsOf } from '../../ui/words/actWords';
import { KIND_WORDS } from '../../ui/words/kindWords';
import { sumOfBlasts, unreadWords } from '../../ui/words/planWords';
import { VERB_WORDS } from '../../ui/words/verbs/registry';

const { t } = vscode.l10n;

/** The question before an act. */
export interface Question {
  readonly message: string;
  /** The lines below the message. */
  readonly detail: readonly string[];
  readonly button: string;
}

/**
 * @param plans the plans of one act: one for each verb and project, at least one with targets
 * @returns one question for all of them: the verb, the number of targets, the projects and regions, and the blast
 */
export function questionFor({ settings }: { settings: Pick<Settings, 'project'> }, plans: readonly Plan[]): Question {
  const full = withTargets(plans);
  const [first] = full;
  if (first === undefined) {
    throw new RangeError('There is nothing to ask about.');
  }
  const projects = new Set(full.map(({ project }) => project)).size;
  const project = projects === 1 ? plainText(first.project) : undefined;
  const isRollout = first.policy !== undefined;
  const words = actWords(verbsOf(full));
  const counts = countsOf(full.map(({ verb, targets }) => ({ kind: VERBS[verb].on, count: targets.length })));
  const places = full.map((plan) => ({
    kind: VERBS[plan.verb].on,
    project: plan.project,
    region: settings.project(plan.project)?.region,
    names: plan.targets.map(VERBS[plan.verb].isOfUser ? nameAndUser : nameAndServer),
  }));
  const more = [...hitsWords(full), ...full.flatMap(wavesWords)];
  return {
    message: words.question({ counts, project, projects, isRollout }),
    detail: more.length === 0 ? byProject(places) : [...byProject(places), '', ...more],
    button: isRollout ? t('Start') : words.button(),
  };
}

/**
 * The sentences about what is hit besides the targets, what is not known, and what is erased. Where there are several
 * verbs, each sentence names its kind of target.
 */
function hitsWords(plans: readonly Plan[]): string[] {
  const byVerb = [...groupBy(plans, ({ verb }) => verb)];
  return byVerb.flatMap(([verb, own]) => {
    const { on } = VERBS[verb];
    const { hits, plural } = KIND_WORDS[on];
    const { erased } = VERB_WORDS[verb];
    const blast = sumOfBlasts(own.map((plan) => plan.blast));
    const targets = own.reduce((sum, plan) => sum + plan.targets.length, 0);
    const lines = [
      ...(hits === undefined ? [] : [hits(blast)]),
      ...unreadWords(on, blast),
      ...(erased === undefined ? [] : [erased(targets)]),
    ];
    return byVerb.length === 1 ? lines : lines.map((line) => t('{0}: {1}', plural(), line));
  });
}

/** The sentences about the waves of one plan. With several plans each has its own. */
function wavesWords({ waves, mostDown, policy }: Plan): string[] {
  if (policy === undefined) {
    return [];
  }
  const words = t('Number of waves: {0}. Down at the same time: at most {1}.', waves.length, mostDown);
  return policy.asksAfterFirst && waves.length > 1 ? [words, t('After the first wave it waits for you.')] : [words];
}

/**
 * @param verbs the verbs of the act
 * @param where the projects of the act
 * @returns the title and the prompt of the box in which a person types what a plan demands
 */
export function demandWords(
  { why, count, phrase }: Demand,
  verbs: readonly Verb[],
  where: string,
): { readonly title: string; readonly prompt: string } {
  const { protectedTitle, counted, typeToErase } = actWords(verbs);
  switch (why) {
    case 'protected':
      return {
        title: protectedTitle(),
        prompt:
          count === 1
            ? t('Type 1 to include 1 protected target in {0}.', where)
            : t('Type {1} to include {1} protected targets in {0}.', where, count),
      };
    case 'unread':
      return {
        title: counted(count),
        prompt: typeToErase?.(phrase, count, where) ?? unreadPrompt(count, where),
      };
    case 'erased':
      return { title: counted(count), prompt: typeToErase?.(phrase, count, where) ?? '' };
  }
}

const unreadPrompt = (count: number, where: string): string =>
  count === 1
    ? t('Type 1 to act on 1 target in {0} that is not fully known.', where)
    : t('Type {1} to act on {1} targets in {0} that are not fully known.', where, count);

/** Phones of two servers can have one name. By default a phone is named after its server. */
const nameAndServer = ({ name, serverName = '' }: PlanTarget): string =>
  serverName === '' || name.startsWith(serverName) ? name : `${name} · ${serverName}`;

const nameAndUser = ({ name, userId = '' }: PlanTarget): string => (userId === '' ? name : `${name} · ${userId}`);
