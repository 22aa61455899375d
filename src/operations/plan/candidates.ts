import { omitUndefined } from '../../base/omitUndefined';
import { type Instance } from '../../model/instance';
import { kindOf, type TargetRow } from '../../model/kinds';
import { type PlanTarget, type Tag } from '../../model/plan';
import { type Phone } from '../../model/phone';
import { type Server } from '../../model/server';
import { type StateCount } from '../../model/stateCounts';
import { type StatusFacts } from '../../model/status';

/**
 * The rows that a plan is made of, of the kind that its verb acts on: all servers or instances of a project, or the phones
 * of the servers that carry the targets. Each phone names its server.
 */
export type PlanList =
  | { readonly kind: 'server'; readonly rows: readonly Server[] }
  | { readonly kind: 'phone'; readonly rows: readonly Phone[] }
  | { readonly kind: 'instance'; readonly rows: readonly Instance[] };

/** A row of the list, as a plan sees it. */
export interface Candidate {
  readonly target: PlanTarget;
  readonly row: TargetRow;
  readonly facts: StatusFacts;
  /** Where that is not known it counts as running: so it is protected rather than not. */
  readonly isUp: boolean;
}

/** What is known besides the rows, see `PlanInput`. */
interface Known {
  readonly list: PlanList;
  readonly phonesUnder?: (serverId: string) => readonly StateCount[] | undefined;
  readonly serverOf?: (serverId: string) => Server | undefined;
  readonly tags?: ReadonlyMap<string, readonly Tag[]>;
}

/** @returns the rows of the list as a plan sees them */
export function candidatesOf(known: Known): Candidate[] {
  const { list } = known;
  switch (list.kind) {
    case 'server':
      return list.rows.map((row) => candidate(list.kind, row, serverFacts(row, known)));
    case 'phone':
      return list.rows.map((row) => candidate(list.kind, row, phoneFacts(row, known)));
    case 'instance':
      return list.rows.map((row) => candidate(list.kind, row, instanceFacts(row)));
  }
}

type Facts = Omit<PlanTarget, 'id' | 'name' | 'isUnread'>;

function candidate(kind: PlanList['kind'], row: TargetRow, facts: Facts): Candidate {
  const its = kindOf(kind);
  const { id, name = id } = row;
  const { confirmed, ...others } = facts;
  return {
    target: { id, name, ...others, ...(its.isUnread(row) ? { isUnread: true } : omitUndefined({ confirmed })) },
    row,
    facts: its.statusOf(row),
    isUp: its.runs(row) ?? true,
  };
}

const serverFacts = ({ id, zone }: Server, { phonesUnder, tags }: Known): Facts =>
  omitUndefined({ serverId: id, zone, phones: phonesUnder?.(id), tags: tags?.get(id) });

function phoneFacts({ serverId, status, zone }: Phone, { serverOf, tags }: Known): Facts {
  const server = serverId === undefined ? undefined : serverOf?.(serverId);
  return omitUndefined({
    // As the list of servers spells it, where it is known.
    serverId: server?.id ?? serverId,
    serverName: server?.name,
    zone: zone ?? server?.zone,
    // Of a server that is not listed it is not known what protects it.
    tags: server === undefined || serverId === undefined ? undefined : tags?.get(serverId),
    confirmed: omitUndefined({ status }),
  });
}

const instanceFacts = ({ userId, isLoggedIn, runningStatus, isAssigned }: Instance): Facts =>
  omitUndefined({ userId, isLoggedIn, confirmed: omitUndefined({ runningStatus, isAssigned, isLoggedIn }) });
