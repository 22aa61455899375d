import { type Instance } from '../model/instance';
import { instanceStatus } from '../model/status';
import { type Message } from '../base/message';
import { compare } from './order';
import { RANK, stateKey } from './rowFacts';

/** What instances can be grouped by. */
export type GroupBy = 'state' | 'user';

/** The instances of one state or of one user. */
export interface Subgroup {
  /** The word of their state in English, or the id of their user; empty for instances without a user. */
  readonly key: string;
  /** The word of their state. Set only when they are grouped by state. */
  readonly state?: Message;
  readonly rows: readonly Instance[];
}

/** @returns the key of the group that the instance belongs to */
export const subgroupKey = (by: GroupBy, instance: Instance): string =>
  by === 'state' ? stateKey(instanceStatus(instance).word) : (instance.userId ?? '');

/**
 * Groups instances.
 * @returns the groups by key. States that need attention come first, and instances without a user come last. Each group
 * keeps the order of the rows.
 */
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
