import { omitUndefined } from '../../base/omitUndefined';
import { message, type Message } from '../../base/message';
import { sameIdKey } from '../../model/ids';
import { type Target } from '../../model/operation';
import { type Phone } from '../../model/phone';
import { phoneStatus } from '../../model/status';
import { type CphLike } from '../common/projectClients';
import { readPhonesOfServers } from './phonesOfServers';

/** @returns why a target must not be sent any more, where its row is this one now; undefined when it may be sent */
type WhyChanged = (target: Target, row: Phone | undefined) => Message | undefined;

/**
 * Makes the check before a request: it reads the phones again, since what was read before may be from before another
 * operation. A phone whose server is not known counts as not listed.
 * @returns a function that gives why a target must not be sent any more, by id. It throws ApiError when the phones cannot
 *   be read, or the reason of `stop`
 */
const changesBy =
  (whyChanged: WhyChanged) =>
  async (
    cph: Pick<CphLike, 'listPhones'>,
    targets: readonly Target[],
    stop: AbortSignal,
  ): Promise<ReadonlyMap<string, Message>> => {
    const rows = new Map<string, Phone | undefined>();
    await readPhonesOfServers(
      cph,
      targets,
      (phones, _serverId, own) => {
        const listed = new Map(phones.map((phone) => [sameIdKey(phone.id), phone]));
        own.forEach(({ id }) => rows.set(id, listed.get(sameIdKey(id))));
      },
      stop,
    );
    return new Map(
      targets.flatMap((target) => {
        const why = whyChanged(target, rows.get(target.id));
        return why === undefined ? [] : [[target.id, why] as const];
      }),
    );
  };

const NOT_LISTED = message('changed since you confirmed: it is no longer listed');

/** The check before a request that erases: what a person was told of a phone may be hours old when its turn comes. */
export const changedPhones = changesBy(({ id, name, confirmed }, row) => {
  if (row === undefined) {
    return NOT_LISTED;
  }
  // A person knows a phone by its name.
  if ((row.name ?? id) !== name) {
    return message('changed since you confirmed: it has another name');
  }
  return row.status === confirmed?.status ? undefined : message('changed since you confirmed: it has another status');
});

/**
 * The check before a request that must meet phones in one status only. The call of CPH that restarts phones starts those
 * too that were shut down, and restarts those that run.
 * @param status the one that a phone must have when its request leaves
 */
export const stillHas = (status: number) =>
  changesBy((_target, row) => {
    if (row === undefined) {
      return NOT_LISTED;
    }
    const { word } = phoneStatus(omitUndefined({ status: row.status }));
    return row.status === status ? undefined : message('changed since you confirmed: it is {0}', word);
  });
