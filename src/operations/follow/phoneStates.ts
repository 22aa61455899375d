import { omitUndefined } from '../../base/omitUndefined';
import { message, type Message } from '../../base/message';
import { sameIdKey } from '../../model/ids';
import { type Target } from '../../model/operation';
import { type Phone } from '../../model/phone';
import { phoneStatus } from '../../model/status';
import { type CphLike } from '../common/projectClients';
import { type PhoneStates, type ProjectContext } from '../common/verb';
import { readPhonesOfServers } from './phonesOfServers';

/** What was read of the phones of a server counts for so long, for all requests of the project. */
const FRESH_MS = 30_000;

/** Keeps what was just read of the phones of a server. */
export function keepPhoneStates(
  { clock, phoneStates }: Pick<ProjectContext, 'clock' | 'phoneStates'>,
  serverId: string,
  phones: readonly Phone[],
): void {
  const statuses = new Map(phones.map(({ id, status }) => [sameIdKey(id), status]));
  phoneStates?.set(sameIdKey(serverId), { readAt: clock.now(), readAtElapsed: clock.elapsedMs(), statuses });
}

/**
 * Makes the check before a request that must meet phones in one status only. The call of CPH that restarts phones starts
 * those too that were shut down, and restarts those that run: so a phone that has changed since must not be sent.
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
    context: ProjectContext,
  ): Promise<ReadonlyMap<string, Message>> => {
    const states: PhoneStates = (context.phoneStates ??= new Map());
    const read = (some: readonly Target[]): Promise<void> =>
      readPhonesOfServers(
        cph,
        some,
        (phones, serverId) => {
          keepPhoneStates(context, serverId, phones);
        },
        stop,
      );
    const old = targets.filter(({ serverId }) => !isFresh(states, serverId, context));
    await read(old);
    // What was read a while ago may be from before another operation: it never keeps a target from being sent.
    const doubtful = targets.filter((target) => !old.includes(target) && changeOf(states, target, status));
    await read(doubtful);
    return new Map(
      targets.flatMap((target) => {
        const change = changeOf(states, target, status);
        return change === undefined ? [] : [[target.id, change] as const];
      }),
    );
  };

function changeOf(states: PhoneStates, { id, serverId = '' }: Target, status: number): Message | undefined {
  const statuses = states.get(sameIdKey(serverId))?.statuses;
  const key = sameIdKey(id);
  if (statuses?.has(key) !== true) {
    return message('changed since you confirmed: it is no longer listed');
  }
  const now = statuses.get(key);
  const { word } = phoneStatus(omitUndefined({ status: now }));
  return now === status ? undefined : message('changed since you confirmed: it is {0}', word);
}

/** A clock that was put back makes it older, and so does a machine that slept. */
function isFresh(states: PhoneStates, serverId: string | undefined, { clock }: ProjectContext): boolean {
  const known = serverId === undefined ? undefined : states.get(sameIdKey(serverId));
  return (
    known !== undefined &&
    Math.max(Math.abs(clock.now() - known.readAt), clock.elapsedMs() - known.readAtElapsed) <= FRESH_MS
  );
}
