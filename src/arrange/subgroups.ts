import { type Instance } from '../model/instance';
import { instanceStatus } from '../model/status';
import { type Message } from '../base/message';
import { compare } from './order';
import { RANK, stateKey } from './rowFacts';

/** What instances can be grouped by. */
export type GroupBy = 'state' | 'user';

/** Instances that have something in common: the word of their state, or their user; empty for those without one. */
export interface Subgroup {
  readonly key: string;
  /** The word of their state, when that is what they are grouped by. */
  readonly state?: Message;
  readonly rows: readonly Instance[];
}

/** @returns what the instance is grouped under. */
export const subgroupKey = (by: GroupBy, instance: Instance): string =>
  by === 'state' ? stateKey(instanceStatus(instance).word) : (instance.userId ?? '');

/** @returns the instances by what they have in common, each group in the order of the rows: states that need a look first, those without a user last. */
export function subgroups(by: GroupBy, rows: readonly Instance[]): ReadonlyMap<string, Subgroup> {
  const found = new Map<string, Instance[]>();
  for (const row of rows) {
    const key = subgroupKey(by, row);
    const same = found.get(key);
    if (same) {
      same.push(row);
    } else {
      found.set(key, [row]);
    }
  }
  const groups = [...found].map(([key, group]): Subgroup & { readonly rank: number } => {
    const [first] = group;
    const facts = by === 'state' && first !== undefined ? instanceStatus(first) : undefined;
    return facts === undefined
      ? { key, rows: group, rank: 0 }
      : { key, rows: group, rank: RANK[facts.health], state: facts.word };
  });
  groups.sort((a, b) => a.rank - b.rank || Number(a.key === '') - Number(b.key === '') || compare(a.key, b.key));
  return new Map(groups.map((group) => [group.key, group]));
}
