import { idsOf } from '../../base/arrays';
import { message } from '../../base/message';
import { sameIdKey } from '../../model/ids';
import { PHONE_RUNNING, phoneStatus } from '../../model/status';
import { type HealthCheck, type Running } from '../common/health';
import { readPhonesOfServers } from '../follow/phonesOfServers';

/** A phone is healthy when its status says that it runs. Its fleet are the phones of the servers of all targets. */
export const phoneHealth: HealthCheck = {
  running: async (clients, { project }, targets) => {
    const running: Running[] = [];
    await readPhonesOfServers(await clients.cph(project), targets, (phones, serverId) => {
      running.push(...phones.filter(({ status }) => status === PHONE_RUNNING).map(({ id }) => ({ id, serverId })));
    });
    return running;
  },
  before: () => Promise.resolve([]),
  look: async ({ clients, context, signal }, targets, tell) => {
    const cph = await clients.cph(context.project);
    await readPhonesOfServers(
      cph,
      targets,
      (phones, _serverId, own) => {
        const rows = new Map(phones.map((phone) => [sameIdKey(phone.id), phone]));
        for (const id of idsOf(own)) {
          const row = rows.get(sameIdKey(id));
          if (row?.status === PHONE_RUNNING) {
            tell(id, 'healthy');
          } else {
            tell(id, row === undefined ? message('it is not listed') : message('it is {0}', phoneStatus(row).word));
          }
        }
      },
      signal,
    );
  },
};
