import { sameIdKey } from '../../model/ids';
import { type PhonesBefore, type TargetState } from '../../model/operation';
import { type Phone } from '../../model/phone';
import { type Server } from '../../model/server';
import { NORMAL, PHONE_RUNNING, serverStatus } from '../../model/status';
import { message } from '../../base/message';
import { type CphLike } from '../common/projectClients';
import { type Health, type HealthCheck, type Looking } from '../common/health';
import { runningOf } from './fleet';
import { idsOf } from '../../base/arrays';
import { walkPages } from '../../base/paging';
import { readPhones } from '../follow/phonesOfServer';
import { askTogether } from '../common/askCloud';

/** GET /servers has at most so many rows a page (cph_api_0502.html). */
const SERVERS_PER_PAGE = 100;

/** A server is healthy when its status says normal and its phones are back in the states that they had before. */
export const serverHealth: HealthCheck = {
  running: async (clients, context) => {
    const cph = await clients.cph(context.project);
    return runningOf(
      async (index, limit, signal) => {
        const { servers, ...counted } = await cph.listServers({ offset: index * limit, limit }, signal);
        return { rows: servers.map(({ id, status }) => ({ id: sameIdKey(id), runs: status === NORMAL })), ...counted };
      },
      SERVERS_PER_PAGE,
      context,
    );
  },
  before: async (clients, { project }, ids) => {
    const cph = await clients.cph(project);
    const before: (readonly [string, Pick<TargetState, 'phonesBefore'>])[] = [];
    await askTogether(
      ids.map((id) => async () => {
        before.push([id, { phonesBefore: summed(await readPhones(cph, id)) }]);
      }),
    );
    return before;
  },
  look: async ({ clients, context, signal }: Looking, targets, tell) => {
    const cph = await clients.cph(context.project);
    const rows = await readServers(cph, targets, signal);
    const normal: TargetState[] = [];
    for (const target of targets) {
      const row = rows.get(sameIdKey(target.id));
      if (row?.status === NORMAL) {
        normal.push(target);
      } else {
        tell(target.id, row === undefined ? message('it is not listed') : message('it is {0}', serverStatus(row).word));
      }
    }
    await askTogether(
      normal.map((target) => async () => {
        tell(target.id, compared(await readPhones(cph, target.id, signal), target.phonesBefore));
      }),
    );
  },
};

/** With the fewest requests: all pages of the list, or one request for each server where those are fewer. */
async function readServers(
  cph: Pick<CphLike, 'listServers'>,
  targets: readonly TargetState[],
  signal: AbortSignal,
): Promise<Map<string, Server>> {
  const found = new Map<string, Server>();
  const keep = (rows: readonly Server[]): void => {
    rows.forEach((row) => found.set(sameIdKey(row.id), row));
  };
  const missing = (): readonly TargetState[] => targets.filter(({ id }) => !found.has(sameIdKey(id)));
  if (targets.length > 1) {
    let seen = 0;
    await walkPages<Server>({
      read: async (offset) => {
        const { servers, ...counted } = await cph.listServers({ offset, limit: SERVERS_PER_PAGE }, signal);
        return { rows: servers, ...counted };
      },
      idOf: ({ id }) => sameIdKey(id),
      take: ({ rows, received, total = Infinity }) => {
        keep(rows);
        seen += received;
        return missing().length > Math.ceil((total - seen) / Math.min(received, SERVERS_PER_PAGE));
      },
    });
  }
  await askTogether(
    missing().map(({ id }) => async () => {
      keep((await cph.listServers({ offset: 0, limit: 1, serverId: id }, signal)).servers);
    }),
  );
  return found;
}

/** One whose state is not told is to run afterwards: there is nothing else to compare with. */
function summed(phones: readonly Phone[]): PhonesBefore {
  const isOther = ({ status = PHONE_RUNNING }: Phone): boolean => status !== PHONE_RUNNING;
  return {
    count: phones.length,
    running: idsOf(phones.filter((phone) => !isOther(phone))),
    notRunning: Object.fromEntries(phones.filter(isOther).map(({ id, status = PHONE_RUNNING }) => [id, status])),
  };
}

/**
 * Phone by phone: a new one that runs stands for none that does not. One that did not run before may run now: a restart
 * of the server starts it (cph_api_0515.html says so of a phone).
 */
function compared(phones: readonly Phone[], before: PhonesBefore | undefined): Health {
  if (before?.running === undefined) {
    return message('the states of its phones before the restart are not known');
  }
  const now = new Map(phones.map(({ id, status }) => [id, status]));
  const runs = (id: string): boolean => now.get(id) === PHONE_RUNNING;
  const others = Object.entries(before.notRunning);
  const back =
    before.running.filter(runs).length + others.filter(([id, status]) => runs(id) || now.get(id) === status).length;
  const count = before.running.length + others.length;
  return back === count ? 'healthy' : message('of its phones are back: {0} of {1}', back, count);
}
