import { groupBy } from '../../base/arrays';
import { message, type Message } from '../../base/message';
import { sameIdKey } from '../../model/ids';
import { type Target } from '../../model/operation';
import { type Phone } from '../../model/phone';
import { askTogether } from '../common/askCloud';
import { type CphLike } from '../common/projectClients';
import { readPhones } from './phonesOfServer';

/**
 * Reads phones again before a request that erases: what a person was told of one may be hours old when its turn comes.
 * @returns why a target must not be sent any more, by id; empty when each is as the person confirmed it
 * @throws ApiError when they cannot be read, or the reason of `stop`
 */
export async function changedPhones(
  cph: Pick<CphLike, 'listPhones'>,
  targets: readonly Target[],
  stop: AbortSignal,
): Promise<ReadonlyMap<string, Message>> {
  const changes = new Map<string, Message>();
  await askTogether(
    [...groupBy(targets, ({ serverId }) => serverId)].map(([serverId, own]) => async () => {
      const phones = serverId === undefined ? [] : await readPhones(cph, serverId, stop);
      const rows = new Map(phones.map((phone) => [sameIdKey(phone.id), phone]));
      for (const target of own) {
        const change = changeOf(target, rows.get(sameIdKey(target.id)));
        if (change !== undefined) {
          changes.set(target.id, change);
        }
      }
    }),
  );
  return changes;
}

function changeOf({ id, name, confirmed }: Target, row: Phone | undefined): Message | undefined {
  if (row === undefined) {
    return message('changed since you confirmed: it is no longer listed');
  }
  // A person knows a phone by its name.
  if ((row.name ?? id) !== name) {
    return message('changed since you confirmed: it has another name');
  }
  return row.status === confirmed?.status ? undefined : message('changed since you confirmed: it has another status');
}
