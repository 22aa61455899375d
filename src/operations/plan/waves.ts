import { sameIdKey } from '../../model/ids';
import { type PlanTarget } from '../../model/plan';
import { amountOf, type RolloutPolicy } from '../../model/rollout';

/**
 * Deals targets out to waves, in their order, so that no wave has more of one server or zone than the policy allows.
 * @param mostDown no wave is bigger than this
 */
export function dealWaves(targets: readonly PlanTarget[], policy: RolloutPolicy, mostDown: number): PlanTarget[][] {
  const waves: PlanTarget[][] = [];
  let rest = targets;
  while (rest.length > 0) {
    const size = policy.waves[Math.min(waves.length, policy.waves.length - 1)] ?? { count: 1 };
    const most = Math.max(1, Math.min(amountOf(size, targets.length), mostDown));
    const [wave, left] = deal(rest, most, policy);
    waves.push(wave);
    rest = left;
  }
  return waves;
}

function deal(
  targets: readonly PlanTarget[],
  most: number,
  { mostPerServer, mostPerZone = Infinity }: RolloutPolicy,
): [PlanTarget[], PlanTarget[]] {
  const taken: PlanTarget[] = [];
  const left: PlanTarget[] = [];
  const servers = new Map<string | undefined, number>();
  const zones = new Map<string | undefined, number>();
  for (const [place, target] of targets.entries()) {
    if (taken.length === most) {
      return [taken, left.concat(targets.slice(place))];
    }
    const { zone } = target;
    const serverId = target.serverId === undefined ? undefined : sameIdKey(target.serverId);
    if (hasRoomIn(servers, serverId, mostPerServer) && hasRoomIn(zones, zone, mostPerZone)) {
      taken.push(target);
      servers.set(serverId, (servers.get(serverId) ?? 0) + 1);
      zones.set(zone, (zones.get(zone) ?? 0) + 1);
    } else {
      left.push(target);
    }
  }
  return [taken, left];
}

const hasRoomIn = (counts: ReadonlyMap<string | undefined, number>, key: string | undefined, most: number): boolean =>
  key === undefined || (counts.get(key) ?? 0) < most;
