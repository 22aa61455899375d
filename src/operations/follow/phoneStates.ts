import { omitUndefined } from '../../base/omitUndefined';
import { message, type Message } from '../../base/message';
import { sameIdKey } from '../../model/ids';
import { type Target } from '../../model/operation';
import { phoneStatus } from '../../model/status';
import { type CphLike } from '../common/projectClients';
import { readPhonesOfServers } from './phonesOfServers';

/**
 * Makes the check before a request that must meet phones in one status only. The call of CPH that restarts phones starts
 * those too that were shut down, and restarts those that run: so a phone that has changed since must not be sent. The
 * phones are read for each request: what was read before may be from before another operation.
 * @param status the one that a phone must have when its request leaves
 * @returns a function that gives why a target must not be sent any more, by id. It throws ApiError when the phones cannot
 *   be read
 */
export const stillHas =
  (status: number) =>
  async (
    cph: Pick<CphLike, 'listPhones'>,
    targets: readonly Target[],
    stop: AbortSignal,
  ): Promise<ReadonlyMap<string, Message>> => {
    const statuses = new Map<string, number | undefined>();
    await readPhonesOfServers(
      cph,
      targets,
      (phones) => {
        phones.forEach((phone) => statuses.set(sameIdKey(phone.id), phone.status));
      },
      stop,
    );
    return new Map(
      targets.flatMap(({ id }) => {
        const key = sameIdKey(id);
        if (!statuses.has(key)) {
          return [[id, message('changed since you confirmed: it is no longer listed')] as const];
        }
        const now = statuses.get(key);
        const { word } = phoneStatus(omitUndefined({ status: now }));
        return now === status ? [] : [[id, message('changed since you confirmed: it is {0}', word)] as const];
      }),
    );
  };
