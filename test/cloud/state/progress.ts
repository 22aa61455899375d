import { type Fleet, type Instance, phoneState, runState, type Server } from './fleet';

/** Applies the end of a restart that has ended by now. */
export function settleServer(server: Server, fleet: Fleet, now: number): void {
  const restart = server.restart;
  if (restart === undefined || now < restart.job.endAt) {
    return;
  }
  const failed = restart.job.failure !== undefined;
  server.restart = undefined;
  server.status = failed ? 2 : 5;
  for (const phoneId of server.phoneIds) {
    const phone = fleet.phones.get(phoneId);
    if (phone !== undefined && phone.status !== phoneState.frozen) {
      phone.status = failed ? phoneState.restartFailed : phoneState.running;
    }
  }
}

/**
 * @returns the state that a server shows now. During a restart it is 5, 11 or 13, by the seed: it is not documented.
 */
export function serverStatus(server: Server, fleet: Fleet, now: number): number {
  settleServer(server, fleet, now);
  return server.restart?.shows ?? server.status;
}

/**
 * @returns the state that a phone shows now: restarting during the restart of its server, the last phone perhaps longer
 */
export function phoneStatus(phoneId: string, fleet: Fleet, now: number): number {
  const phone = fleet.phones.get(phoneId);
  const server = phone && fleet.servers.get(phone.serverId);
  if (server?.restart !== undefined) {
    settleServer(server, fleet, now);
  }
  const status = phone?.status ?? phoneState.abnormal;
  if (status !== phoneState.frozen && server?.phoneIds.at(-1) === phoneId && now < server.lastPhoneBackAt) {
    return server.lastPhoneBackAt === Infinity ? phoneState.restartFailed : phoneState.restarting;
  }
  return server?.restart !== undefined && status !== phoneState.frozen ? phoneState.restarting : status;
}

/** Applies the end of a reboot and of an unassign that have ended by now. */
export function settleInstance(instance: Instance, now: number): void {
  const { reboot, unassign } = instance;
  if (reboot !== undefined && now >= reboot.leavesAt) {
    instance.loggedIn = false;
    instance.runningStatus = reboot.returnsAt === Infinity ? runState.stopped : runState.running;
    if (now >= reboot.returnsAt) {
      instance.reboot = undefined;
    }
  }
  if (unassign !== undefined && now >= unassign.endAt) {
    instance.unassign = undefined;
    if (unassign.failure === undefined) {
      instance.assignUser = '';
      instance.loggedIn = false;
    }
  }
}

/**
 * @returns the running_status that an instance shows now. The states of a reboot are not documented. Here the instance
 *   goes on running, goes offline (3), is stopped (1), starts (4) and runs again (2).
 */
export function runningStatus(instance: Instance, now: number): number {
  settleInstance(instance, now);
  const reboot = instance.reboot;
  if (reboot === undefined || now < reboot.leavesAt) {
    return instance.runningStatus;
  }
  const never = reboot.returnsAt === Infinity;
  const done = never ? now - reboot.leavesAt : (now - reboot.leavesAt) / (reboot.returnsAt - reboot.leavesAt);
  if (never) {
    return done < 1_000 ? runState.goingOffline : runState.stopped;
  }
  return done < 0.25 ? runState.goingOffline : done < 0.5 ? runState.stopped : runState.starting;
}
