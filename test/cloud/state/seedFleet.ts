import { type Fleet, phoneState, runState, serverState } from './fleet';
import { type Dice } from './random';

/** The content of a project. `owner` makes the ids of two projects differ. */
export interface FleetSeed {
  readonly servers: number;
  readonly phonesPerServer: number;
  readonly instances: number;
  readonly prefix: string;
  readonly instancePrefix: string;
  readonly owner: string;
  readonly at: number;
}

/** The number of rows at the beginning of each list that are always healthy, so that there is something to act on. */
const healthyServers = 5;
const healthyPhones = 3;
const healthyInstances = 8;
const dayMs = 86_400_000;

/** Fills an empty fleet. The rows have readable names; most are healthy, and a few are not. */
export function seedFleet(fleet: Fleet, seed: FleetSeed, dice: Dice): void {
  const digits = Math.max(2, String(seed.servers).length);
  for (let number = 1; number <= seed.servers; number++) {
    const text = String(number).padStart(digits, '0');
    addServer(fleet, seed, dice, number, number % 7 === 0 ? `华北-${text}` : `${seed.prefix}-${text}`);
  }
  for (let number = 1; number <= seed.instances; number++) {
    addInstance(fleet, seed, dice, number);
  }
}

function addServer(fleet: Fleet, seed: FleetSeed, dice: Dice, number: number, name: string): void {
  const serverId = dice.hexId(`${seed.owner}/server/${number}`);
  const status = number <= healthyServers ? serverState.normal : drawnServerStatus(dice.share(`${serverId}/status`));
  const createdAt = seed.at - number * dayMs;
  const phoneIds: string[] = [];
  for (let index = 1; index <= seed.phonesPerServer; index++) {
    const phoneId = dice.hexId(`${serverId}/phone/${index}`);
    phoneIds.push(phoneId);
    fleet.phones.set(phoneId, {
      phoneId,
      serverId,
      name: `${name}-${String(index).padStart(5, '0')}`,
      status: drawnPhoneStatus(status, index, dice.share(`${phoneId}/status`)),
      createdAt,
    });
  }
  fleet.servers.set(serverId, {
    serverId,
    name,
    status,
    serverIp: `192.168.${(number >> 8) & 255}.${number & 255}`,
    publicIp: number % 3 === 0 ? '' : `203.0.113.${number & 255}`,
    createdAt,
    phoneIds,
    tags: [],
    restart: undefined,
    lastPhoneBackAt: 0,
    nextRestart: undefined,
  });
}

function drawnServerStatus(share: number): number {
  if (share < 0.88) {
    return serverState.normal;
  }
  return share < 0.93 ? serverState.abnormal : share < 0.97 ? serverState.shutDown : serverState.frozen;
}

function drawnPhoneStatus(server: number, index: number, share: number): number {
  if (server === serverState.frozen) {
    return phoneState.frozen;
  }
  if (server === serverState.shutDown) {
    return phoneState.shutDown;
  }
  if (server === serverState.abnormal || (index > healthyPhones && share > 0.98)) {
    return phoneState.abnormal;
  }
  return index > healthyPhones && share > 0.94 ? phoneState.shutDown : phoneState.running;
}

function addInstance(fleet: Fleet, seed: FleetSeed, dice: Dice, number: number): void {
  const instanceId = dice.hexId(`${seed.owner}/instance/${number}`);
  const healthy = number <= healthyInstances;
  const text = String(number).padStart(5, '0');
  const assigned = healthy || dice.share(`${instanceId}/assigned`) < 0.8;
  fleet.instances.set(instanceId, {
    instanceId,
    name: number % 10 === 0 ? `演示-${text}` : `${seed.instancePrefix}-${text}`,
    runningStatus: healthy ? runState.running : drawnRunStatus(dice.share(`${instanceId}/status`)),
    frozen: !healthy && dice.share(`${instanceId}/frozen`) < 0.03,
    loggedIn: assigned && (healthy ? number === 3 : dice.share(`${instanceId}/login`) < 0.2),
    assignUser: assigned ? userId(dice.share(`${seed.owner}/users`), number) : '',
    reboot: undefined,
    unassign: undefined,
    reset: undefined,
    assign: undefined,
    nextReboot: undefined,
    nextUnassign: undefined,
    nextReset: undefined,
    nextAssign: undefined,
  });
}

/** 19 digits, more than a JavaScript number can hold exactly (sample of ListInstances.html). */
function userId(share: number, number: number): string {
  const tenant = String(Math.floor(share * 1_000_000)).padStart(6, '0');
  return `10086${tenant}${String(number).padStart(8, '0')}`;
}

function drawnRunStatus(share: number): number {
  if (share < 0.88) {
    return runState.running;
  }
  return share < 0.92 ? runState.stopped : share < 0.98 ? runState.poweredOff : runState.unknown;
}
