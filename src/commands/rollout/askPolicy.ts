import * as vscode from 'vscode';
import { type Verb } from '../../model/verbs';
import { type Plan } from '../../model/plan';
import { type RolloutPolicy } from '../../model/rollout';
import { askText, BACK, pickOne, type PickItem } from '../../ui/ask/quickInputs';
import { VERBS } from '../../operations/verbs/registry';
import { VERB_WORDS } from '../../ui/words/verbs/registry';
import { inWords } from '../../ui/words/words';
import { type Planner } from '../act/planner';
import { type RolloutSetting, SETTINGS } from './policySettings';

const { t } = vscode.l10n;

type Choice = 'start' | 'canary' | RolloutSetting;

/**
 * Shows the policy of a rollout. The person can change each setting, until it is accepted.
 * @param first the policy to begin with
 * @param planner makes the plans for a policy, which show the waves and the refusals
 * @throws CancellationError when the person closes the question
 */
export async function askPolicy(verb: Verb, first: RolloutPolicy, planner: Planner): Promise<RolloutPolicy> {
  let policy = first;
  for (;;) {
    const plans = planner(policy);
    const count = plans.reduce((sum, { targets }) => sum + targets.length, 0);
    const choice = await pickOne<Choice>({
      title: titleOf(verb, count),
      placeholder: t('Start with these settings, or change one first'),
      items: itemsFor(verb, policy, plans),
    });
    if (choice === 'start') {
      return policy;
    }
    if (choice === 'canary') {
      policy = { ...policy, asksAfterFirst: !policy.asksAfterFirst };
    } else if (choice !== BACK) {
      policy = await change(choice, policy);
    }
  }
}

const titleOf = (verb: Verb, count: number): string => {
  const words = VERB_WORDS[verb];
  return (words.rollout ?? words).counted(count);
};

function itemsFor(verb: Verb, policy: RolloutPolicy, plans: readonly Plan[]): PickItem<Choice>[] {
  const refusals = plans.flatMap((plan) => plan.refusals).map(inWords);
  const item = (setting: RolloutSetting): PickItem<Choice> => ({
    label: setting.label(),
    description: setting.value(policy),
    value: setting,
  });
  const [waves, ...others] = SETTINGS[VERBS[verb].on].map(item);
  const canary = policy.asksAfterFirst ? t('waits for you to promote it') : t('continues by itself');
  return [
    {
      label: t('Start with these settings…'),
      iconPath: new vscode.ThemeIcon('play'),
      description: plans.map(inShort).join(' · '),
      detail: refusals.length === 0 ? t('Shows the plan. Nothing is sent before you start it.') : refusals.join(' '),
      value: 'start',
    },
    ...(waves === undefined ? [] : [waves]),
    { label: t('After the first wave'), description: canary, value: 'canary' },
    ...others,
  ];
}

const inShort = ({ waves, mostDown }: Plan): string =>
  t('number of waves: {0}, down at the same time: at most {1}', waves.length, mostDown);

async function change(setting: RolloutSetting, policy: RolloutPolicy): Promise<RolloutPolicy> {
  const typed = await askText({
    title: setting.label(),
    prompt: setting.prompt(),
    value: setting.written(policy),
    canGoBack: true,
    validate: (text) => (setting.read(text, policy) === undefined ? setting.wrong() : undefined),
  });
  return typed === BACK ? policy : (setting.read(typed, policy) ?? policy);
}
