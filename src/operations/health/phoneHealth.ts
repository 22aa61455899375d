import { groupBy, idsOf } from '../../base/arrays';
import { message } from '../../base/message';
import { sameIdKey } from '../../model/ids';
import { type TargetState } from '../../model/operation';
import { type Phone } from '../../model/phone';
import { PHONE_RUNNING, phoneStatus } from '../../model/status';
import { askTogether } from '../common/askCloud';
import { type HealthCheck, type Running } from '../common/health';
import { type CphLike } from '../common/projectClients';
import { readPhones } from '../follow/phonesOfServer';

/** A phone is healthy when its status says that it runs. Its fleet are the phones of the servers of all targets. */
export const phoneHealth: HealthCheck = {
  running: async (clients, { project }, targets) => {
    const cph = await clients.cph(project);
    const running: Running[] = [];
    await askServers(cph, targets, undefined, (phones, serverId) => {
      running.push(...phones.filter(({ status }) => status === PHONE_RUNNING).map(({ id }) => ({ id, serverId })));
    });
    return running;
  },
  before: () => Promise.resolve([]),
  look: async ({ clients, context, signal }, targets, tell) => {
    const cph = await clients.cph(context.project);
    await askServers(cph, targets, signal, (phones, _serverId, own) => {
      const rows = new Map(phones.map((phone) => [sameIdKey(phone.id), phone]));
      for (const id of idsOf(own)) {
        const row = rows.get(sameIdKey(id));
        if (row?.status === PHONE_RUNNING) {
          tell(id, 'healthy');
        } else {
          tell(id, row === undefined ? message('it is not listed') : message('it is {0}', phoneStatus(row).word));
        }
      }
    });
  },
};

/** Reads the phones of each server once. A target whose server is not known is not seen. */
async function askServers(
  cph: Pick<CphLike, 'listPhones'>,
  targets: readonly TargetState[],
  signal: AbortSignal | undefined,
  take: (phones: readonly Phone[], serverId: string, own: readonly TargetState[]) => void,
): Promise<void> {
  const servers = [...groupBy(targets, ({ serverId }) => serverId)];
  await askTogether(
    servers.map(([serverId, own]) => async () => {
      if (serverId !== undefined) {
        take(await readPhones(cph, serverId, signal), serverId, own);
      }
    }),
  );
}
