import { type Fleet, type Instance, type Phone, type PhoneVerb, type Server, phoneState, runState } from './fleet';

/** @returns the states of a phone during a job, after it, and after its failure */
function statesOf(verb: PhoneVerb): { readonly during: number; readonly after: number; readonly failed: number } {
  switch (verb) {
    case 'restart':
      return { during: phoneState.restarting, after: phoneState.running, failed: phoneState.restartFailed };
    case 'stop':
      return { during: phoneState.shuttingDown, after: phoneState.shutDown, failed: phoneState.shutdownFailed };
    case 'reset':
      return { during: phoneState.resetting, after: phoneState.running, failed: phoneState.resetFailed };
  }
}

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
      endAct(phone, restart.job.endAt);
      phone.status = failed ? phoneState.restartFailed : phoneState.running;
    }
  }
}

function endAct(phone: Phone, now: number): void {
  const act = phone.act;
  if (act !== undefined && now >= act.job.endAt) {
    const { after, failed } = statesOf(act.verb);
    phone.act = undefined;
    phone.status = act.job.failure === undefined ? after : failed;
  }
}

/** Applies the ends of the restart of its server, and of a job of its own, in their order. */
export function settlePhone(phone: Phone, fleet: Fleet, now: number): void {
  const server = fleet.servers.get(phone.serverId);
  if (server?.restart !== undefined) {
    settleServer(server, fleet, now);
  }
  endAct(phone, now);
}

/**
 * @returns the state that a server shows now. During a restart it is 5, 11 or 13, by the seed: it is not documented.
 */
export function serverStatus(server: Server, fleet: Fleet, now: number): number {
  settleServer(server, fleet, now);
  return server.restart?.shows ?? server.status;
}

/**
 * @returns the state that a phone shows now: restarting during the restart of its server, the last phone perhaps longer,
 *   and otherwise that of its own job. A job of its own goes on while its server restarts; no page says what happens
 *   then.
 */
export function phoneStatus(phoneId: string, fleet: Fleet, now: number): number {
  const phone = fleet.phones.get(phoneId);
  if (phone === undefined) {
    return phoneState.abnormal;
  }
  settlePhone(phone, fleet, now);
  const server = fleet.servers.get(phone.serverId);
  const { status } = phone;
  if (status !== phoneState.frozen && server?.phoneIds.at(-1) === phoneId && now < server.lastPhoneBackAt) {
    return server.lastPhoneBackAt === Infinity ? phoneState.restartFailed : phoneState.restarting;
  }
  if (server?.restart !== undefined && status !== phoneState.frozen) {
    return phoneState.restarting;
  }
  return phone.act === undefined ? status : statesOf(phone.act.verb).during;
}

/** Applies the end of a reboot, a reset, an unassign and an assign that have ended by now. */
export function settleInstance(instance: Instance, now: number): void {
  const { reboot, reset, unassign, assign } = instance;
  if (reboot !== undefined && now >= reboot.leavesAt) {
    instance.loggedIn = false;
    instance.runningStatus = reboot.returnsAt === Infinity ? runState.stopped : runState.running;
    if (now >= reboot.returnsAt) {
      instance.reboot = undefined;
    }
  }
  if (reset !== undefined && now >= reset.endAt) {
    instance.reset = undefined;
  }
  if (assign !== undefined && now >= assign.at) {
    instance.assign = undefined;
    instance.assignUser = assign.userId;
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
 * @returns the running_status that an instance shows now. The states of a reboot and of a reset are not documented. Here the instance
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
