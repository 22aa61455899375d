import { ApiError } from '../../api/errors/errors';
import { idsOf } from '../../base/arrays';
import { message, type Message } from '../../base/message';
import { type Target } from '../../model/operation';
import { type InstanceRow, type KooPhoneLike } from '../common/projectClients';
import { type ProjectContext } from '../common/verb';
import { readInstances } from './instanceState';

/**
 * Reads instances again before a request that erases: what a person was told of one may be hours old when its turn comes.
 * @returns why a target must not be sent any more, by id; empty when each is as the person confirmed it
 * @throws ApiError when they cannot be read, or the reason of `stop`
 */
export async function changedInstances(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, Message>> {
  const rows = await rowsNow(koophone, targets, context, stop);
  if (rows === undefined) {
    return new Map();
  }
  return new Map(
    targets.flatMap((target) => {
      const change = changeOf(target, rows.get(target.id));
      return change === undefined ? [] : [[target.id, change]];
    }),
  );
}

/** @returns the rows by id; undefined when listing is not permitted and the person was told that it is not */
async function rowsNow(
  koophone: KooPhoneLike,
  targets: readonly Target[],
  context: ProjectContext,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, InstanceRow> | undefined> {
  try {
    return await readInstances(koophone, idsOf(targets), context, stop);
  } catch (error) {
    const wasTold = targets.every(({ confirmed }) => confirmed === undefined);
    if (wasTold && error instanceof ApiError && error.kind === 'forbidden') {
      return undefined;
    }
    throw error;
  }
}

function changeOf({ userId = '', confirmed }: Target, row: InstanceRow | undefined): Message | undefined {
  if (row === undefined) {
    return message('changed since you confirmed: it is no longer listed');
  }
  const now = row.userId ?? '';
  if (now !== userId) {
    return now === '' && row.isAssigned !== false
      ? message('it cannot be told whether it changed since you confirmed: its user is not listed')
      : message('changed since you confirmed: it has another user');
  }
  if (confirmed === undefined) {
    return undefined;
  }
  if (row.isLoggedIn !== confirmed.isLoggedIn) {
    return message('changed since you confirmed: its user has logged in or out');
  }
  return row.runningStatus === confirmed.runningStatus && row.isAssigned === confirmed.isAssigned
    ? undefined
    : message('changed since you confirmed: it has another status');
}
