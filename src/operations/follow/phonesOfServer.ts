import { walkPages } from '../../base/paging';
import { type Phone } from '../../model/phone';
import { type CphLike } from '../common/projectClients';

/** GET /phones has at most so many rows a page (cph_api_0503.html). */
export const PHONES_PER_PAGE = 200;
/** A list without an end is not followed. */
const MOST_PAGES = 1_000;

/**
 * Reads the phones of a server.
 * @throws ApiError when they cannot be read
 * @throws Error when the list does not come to its end: a phone that is not seen would not be missed
 */
export async function readPhones(
  cph: Pick<CphLike, 'listPhones'>,
  serverId: string,
  signal?: AbortSignal,
): Promise<Phone[]> {
  const found = new Map<string, Phone>();
  const isWhole = await walkPages<Phone>({
    read: async (offset) => {
      const { phones, ...counted } = await cph.listPhones({ offset, limit: PHONES_PER_PAGE, serverId }, signal);
      return { rows: phones, ...counted };
    },
    idOf: ({ id }) => id,
    take: ({ rows }) => {
      rows.forEach((phone) => found.set(phone.id, phone));
      return true;
    },
    maxPages: MOST_PAGES,
  });
  if (!isWhole) {
    throw new Error(`The list of the phones of server ${serverId} cannot be read to its end.`);
  }
  return [...found.values()];
}
