import * as vscode from 'vscode';
import { inDigits, inWords, timeOfDay } from '../../../ui/words/words';
import { VERB_WORDS } from '../../../ui/words/verbs/registry';
import { describe, icon } from '../../common/iconAndDescription';
import { type GroupFacts } from '../listings/shownListings';
import { type GroupNode, type SubgroupNode } from '../../common/projectsNodes';
import { type Row } from './row';
import { type Subgroup } from '../../../arrange/subgroups';
import { type StatusCounts } from '../../../arrange/statusCounts';

const { t } = vscode.l10n;

/** How many states a group's row names at most. A sidebar of the usual width cuts off the rest. */
const STATES_SHOWN = 4;

/** @returns the row of a group: the count of its rows, and how many are busy or in a state that needs a look */
export function groupRow({ group }: GroupNode, facts: GroupFacts | undefined): Row {
  return {
    label: group === 'servers' ? t('Servers') : t('Instances'),
    description: facts === undefined ? '' : describe(count(facts), ...states(facts.counts), ...freshness(facts)),
    icon: icon(group === 'servers' ? 'server' : 'device-mobile'),
    expands: 'closed',
  };
}

/** @returns the row of the instances that have the same state or the same user */
export function subgroupRow({ by, key }: SubgroupNode, subgroup: Subgroup | undefined): Row {
  const label = subgroup?.state === undefined ? key : inWords(subgroup.state);
  return {
    label: label === '' ? t('No user') : label,
    description: inDigits(subgroup?.rows.length ?? 0),
    icon: icon(by === 'state' ? 'layers' : key === '' ? 'circle-slash' : 'person'),
    expands: 'closed',
  };
}

const count = ({ shown, total }: GroupFacts): string =>
  shown === total ? inDigits(total) : t('{0} of {1}', inDigits(shown), inDigits(total));

function states({ states, busy }: StatusCounts): string[] {
  const inStates = states.map(({ facts, count }) => `${inDigits(count)} ${inWords(facts.word)}`);
  return [...[...busy].map(([verb, rows]) => VERB_WORDS[verb].busyCount(inDigits(rows))), ...inStates].slice(
    0,
    STATES_SHOWN,
  );
}

function freshness({ expected, cachedAt, total }: GroupFacts): string[] {
  if (expected !== undefined) {
    return [t('reading… {0} of {1}', inDigits(total), inDigits(expected))];
  }
  return cachedAt === undefined ? [] : [t('as of {0}', timeOfDay(cachedAt))];
}
