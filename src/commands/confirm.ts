import * as vscode from 'vscode';
import { type Blast, type Demand, type Plan, type PlanTarget } from '../model/plan';
import { type Verb } from '../model/status';
import { PlanRefused } from '../operations/guard';
import { plainText } from '../ui/plainText';
import { leftOutWords, loginWords, phonesWords, sumOfBlasts } from '../ui/planWords';
import { askText, BACK } from '../ui/quickInputs';
import { listed } from '../ui/words';
import { type CommandContext } from './context';
import { showPlans } from './showPlans';

const { t } = vscode.l10n;

const NAMES_SHOWN = 5;

interface Confirmation {
  readonly message: string;
  readonly detail: readonly string[];
  readonly button: string;
}

/**
 * Says in short what the plans do, to how many and to whom, and waits for the verb to be clicked. What does not fit
 * into the message can be looked at instead, and started from there.
 * @param plans of one verb, one for each project
 * @param isOpen the plans are in an editor already
 * @returns what the person typed for what the plans demand
 * @throws PlanRefused when the engine would refuse them
 * @throws CancellationError when the person does not want it, or nothing is left of the plans: nothing has been sent
 */
export async function confirm(
  context: CommandContext,
  plans: readonly Plan[],
  isOpen = false,
): Promise<readonly string[]> {
  const [first] = plans;
  const targets = plans.flatMap((plan) => plan.targets);
  const refusals = plans.flatMap((plan) => plan.refusals);
  if (refusals.length > 0) {
    throw new PlanRefused(refusals);
  }
  const leftOut = plans.flatMap((plan) => plan.leftOut).map(leftOutWords);
  if (first === undefined || targets.length === 0) {
    void vscode.window.showInformationMessage(t('Nothing is left of the plan. {0}', listed(leftOut)));
    throw new vscode.CancellationError();
  }
  const blast = sumOfBlasts(plans.map((plan) => plan.blast));
  const { message, detail, button } = (first.policy === undefined ? AT_ONCE : ROLLING)[first.verb](targets, blast);
  const waves = first.policy === undefined ? [] : plans.flatMap(wavesWords);
  const without = leftOut.length === 0 ? [] : ['', t('Left out:'), ...shortened(leftOut)];
  const options = { modal: true, detail: [...detail, ...waves, ...without].join('\n') };
  const preview = t('Preview Plan…');
  const saysAll = targets.length <= NAMES_SHOWN && leftOut.length <= NAMES_SHOWN;
  const choice = await vscode.window.showWarningMessage(
    message,
    options,
    button,
    ...(isOpen || saysAll ? [] : [preview]),
  );
  if (choice === preview) {
    await showPlans(context, plans);
  }
  if (choice !== button) {
    throw new vscode.CancellationError();
  }
  const demands = plans.flatMap((plan) => plan.demands);
  for (const demand of demands) {
    await typePhrase(demand);
  }
  return demands.map(({ phrase }) => phrase);
}

type Confirming = (targets: readonly PlanTarget[], blast: Blast) => Confirmation;

const AT_ONCE: Record<Verb, Confirming> = {
  restart: (targets, blast) => ({
    message: targets.length === 1 ? t('Restart 1 server?') : t('Restart {0} servers?', targets.length),
    detail: [...names(targets, nameOf), phonesWords(blast)],
    button: t('Restart'),
  }),
  reboot: (targets, blast) => ({
    message: targets.length === 1 ? t('Reboot 1 instance?') : t('Reboot {0} instances?', targets.length),
    detail: [...names(targets, nameOf), loginWords(blast)],
    button: t('Reboot'),
  }),
  unassign: (targets, blast) => ({
    message: targets.length === 1 ? t('Unassign 1 instance?') : t('Unassign {0} instances?', targets.length),
    detail: [
      ...names(targets, nameAndUser),
      loginWords(blast),
      targets.length === 1
        ? t('The user’s data on it is erased for good.')
        : t('The users’ data on them is erased for good.'),
    ],
    button: t('Unassign and Erase'),
  }),
};

/** An unassign cannot be rolled out: the engine refuses such a plan before anybody is asked. */
const ROLLING: Record<Verb, Confirming> = {
  ...AT_ONCE,
  restart: (targets, blast) => ({
    ...AT_ONCE.restart(targets, blast),
    message:
      targets.length === 1
        ? t('Start the rolling restart of 1 server?')
        : t('Start the rolling restart of {0} servers?', targets.length),
    button: t('Start'),
  }),
  reboot: (targets, blast) => ({
    ...AT_ONCE.reboot(targets, blast),
    message:
      targets.length === 1
        ? t('Start the rolling reboot of 1 instance?')
        : t('Start the rolling reboot of {0} instances?', targets.length),
    button: t('Start'),
  }),
};

/** Of one project; where there are several each says its own. */
function wavesWords({ waves, mostDown, policy }: Plan): string[] {
  const words = t('Number of waves: {0}. Down at the same time: at most {1}.', waves.length, mostDown);
  return policy?.asksAfterFirst === true && waves.length > 1
    ? [words, t('After the first wave it waits for you.')]
    : [words];
}

const names = (targets: readonly PlanTarget[], name: (target: PlanTarget) => string): string[] => [
  ...shortened(targets.map(name)),
  '',
];

function shortened(words: readonly string[]): string[] {
  const more = words.length - NAMES_SHOWN;
  return more > 0 ? [...words.slice(0, NAMES_SHOWN), t('and {0} more', more)] : [...words];
}

/** On one line: a name must not look like a sentence of ours. */
const nameOf = ({ name }: PlanTarget): string => plainText(name);

const nameAndUser = (target: PlanTarget): string => `${nameOf(target)} · ${target.userId ?? ''}`;

async function typePhrase({ why, phrase, count }: Demand): Promise<void> {
  const isErased = why === 'manyErased';
  const typed = await askText({
    title: isErased ? t('Unassign {0} instances', count) : t('Restart protected servers'),
    prompt: isErased
      ? t('Type {0} to erase the users’ data on {0} instances.', count)
      : t('Type “{0}” to restart servers that are protected.', phrase),
    validate: (text) => {
      if (text === phrase) {
        return undefined;
      }
      return isErased
        ? t('Type the number {0}, or press Escape to leave everything as it is.', count)
        : t('Type “{0}”, or press Escape to leave everything as it is.', phrase);
    },
  });
  if (typed === BACK) {
    throw new vscode.CancellationError();
  }
}
