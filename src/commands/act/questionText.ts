import * as vscode from 'vscode';
import { erases } from '../../model/erases';
import { type Blast, type Demand, type Plan, type PlanTarget, withTargets } from '../../model/plan';
import { type Verb } from '../../model/status';
import { plainText } from '../../ui/words/plainText';
import { byProject, loginWords, phonesWords, sumOfBlasts, unreadWords } from '../../ui/words/planWords';
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

/** The facts for the message. */
interface Scene {
  /** The number of targets. */
  readonly targets: number;
  /** The name of the only project; undefined when there are several. */
  readonly project: string | undefined;
  /** The number of projects. */
  readonly projects: number;
}

interface Words {
  readonly message: (scene: Scene) => string;
  readonly button: () => string;
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
  const { message, button } = (policy === undefined ? AT_ONCE : ROLLOUT)[verb];
  const places = full.map((plan) => ({
    project: plan.project,
    region: settings.project(plan.project)?.region,
    names: plan.targets.map(verb === 'unassign' ? nameAndUser : ({ name }) => name),
  }));
  const hits = HITS[verb](sumOfBlasts(full.map(({ blast }) => blast)), targets);
  const waves = policy === undefined ? [] : full.flatMap(wavesWords);
  return {
    verb,
    message: message({ targets, project, projects: full.length }),
    detail: [...byProject(places), '', ...hits, ...waves],
    button: button(),
  };
}

const AT_ONCE: Readonly<Record<Verb, Words>> = {
  restart: {
    message: ({ targets, project, projects }) =>
      project === undefined
        ? t('Restart {0} servers in {1} projects?', targets, projects)
        : targets === 1
          ? t('Restart 1 server in {0}?', project)
          : t('Restart {1} servers in {0}?', project, targets),
    button: () => t('Restart'),
  },
  reboot: {
    message: ({ targets, project, projects }) =>
      project === undefined
        ? t('Reboot {0} instances in {1} projects?', targets, projects)
        : targets === 1
          ? t('Reboot 1 instance in {0}?', project)
          : t('Reboot {1} instances in {0}?', project, targets),
    button: () => t('Reboot'),
  },
  unassign: {
    message: ({ targets, project, projects }) =>
      project === undefined
        ? t('Unassign {0} instances in {1} projects?', targets, projects)
        : targets === 1
          ? t('Unassign 1 instance in {0}?', project)
          : t('Unassign {1} instances in {0}?', project, targets),
    button: () => t('Unassign and Erase'),
  },
};

/** Unassign has no words of its own here: the engine refuses to roll it out, before the question. */
const ROLLOUT: Readonly<Record<Verb, Words>> = {
  ...AT_ONCE,
  restart: {
    message: ({ targets, project, projects }) =>
      project === undefined
        ? t('Start the rolling restart of {0} servers in {1} projects?', targets, projects)
        : targets === 1
          ? t('Start the rolling restart of 1 server in {0}?', project)
          : t('Start the rolling restart of {1} servers in {0}?', project, targets),
    button: () => t('Start'),
  },
  reboot: {
    message: ({ targets, project, projects }) =>
      project === undefined
        ? t('Start the rolling reboot of {0} instances in {1} projects?', targets, projects)
        : targets === 1
          ? t('Start the rolling reboot of 1 instance in {0}?', project)
          : t('Start the rolling reboot of {1} instances in {0}?', project, targets),
    button: () => t('Start'),
  },
};

/** The sentences about what is hit besides the targets. */
const HITS: Readonly<Record<Verb, (blast: Blast, targets: number) => readonly string[]>> = {
  restart: (blast) => [phonesWords(blast), ...unreadWords(blast)],
  reboot: (blast) => [loginWords(blast), ...unreadWords(blast)],
  unassign: (blast, targets) => [
    loginWords(blast),
    ...unreadWords(blast),
    targets === 1 ? t('The user’s data on it is erased for good.') : t('The users’ data on them is erased for good.'),
  ],
};

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
  { why, count }: Demand,
  verb: Verb,
  where: string,
): { readonly title: string; readonly prompt: string } {
  switch (why) {
    case 'protected':
      return {
        title: PROTECTED_TITLE[verb](),
        prompt:
          count === 1
            ? t('Type 1 to include 1 protected target in {0}.', where)
            : t('Type {1} to include {1} protected targets in {0}.', where, count),
      };
    case 'unread':
      return {
        title: TITLE[verb](count),
        prompt: erases(verb) ? erasePrompt(count, where) : unreadPrompt(count, where),
      };
    case 'manyErased':
      return { title: TITLE[verb](count), prompt: erasePrompt(count, where) };
  }
}

const erasePrompt = (count: number, where: string): string =>
  count === 1
    ? t('Type 1 to erase the user’s data on 1 instance in {0}.', where)
    : t('Type {1} to erase the users’ data on {1} instances in {0}.', where, count);

const unreadPrompt = (count: number, where: string): string =>
  count === 1
    ? t('Type 1 to act on 1 target in {0} that is not fully known.', where)
    : t('Type {1} to act on {1} targets in {0} that are not fully known.', where, count);

const PROTECTED_TITLE: Readonly<Record<Verb, () => string>> = {
  restart: () => t('Restart protected servers'),
  reboot: () => t('Reboot protected instances'),
  unassign: () => t('Unassign protected instances'),
};

const TITLE: Readonly<Record<Verb, (count: number) => string>> = {
  restart: (n) => (n === 1 ? t('Restart 1 server') : t('Restart {0} servers', n)),
  reboot: (n) => (n === 1 ? t('Reboot 1 instance') : t('Reboot {0} instances', n)),
  unassign: (n) => (n === 1 ? t('Unassign 1 instance') : t('Unassign {0} instances', n)),
};

const nameAndUser = ({ name, userId = '' }: PlanTarget): string => `${name} · ${userId}`;
