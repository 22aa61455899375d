import { message, type Message } from '../../base/message';
import { isInstanceId, isUserId } from '../../model/ids';
import { type Target } from '../../model/operation';

/** @returns why no request can name the instance with its user */
export function bindingFlaw({ id, userId = '' }: Target): Message | undefined {
  if (userId === '') {
    return message('its user is not known');
  }
  return isInstanceId(id) && isUserId(userId) ? undefined : message('its ID or its user ID is not well formed');
}

/** @returns the instances with their users, for a request */
export const bindingsOf = (targets: readonly Target[]): { instanceId: string; userId: string }[] =>
  targets.map(({ id, userId = '' }) => ({ instanceId: id, userId }));
