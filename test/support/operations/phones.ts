import { type Phone } from '../../../src/model/phone';
import { type Target } from '../../../src/model/operation';
import { type CphLike } from '../../../src/operations/common/projectClients';
import { serverId } from './harness';

/** @returns a phone id with the form of those of CPH; it is no `serverId` */
export const phoneId = (number: number): string => `f${number.toString(16).padStart(31, '0')}`;

/** @returns phones of the servers 1, 2, 3 …, so many on each */
export const phones = (count: number, perServer = count): Target[] =>
  Array.from({ length: count }, (_, index) => ({
    id: phoneId(index + 1),
    name: `phone-${index + 1}`,
    serverId: serverId(Math.floor(index / perServer) + 1),
  }));

type ListPhones = CphLike['listPhones'];

/**
 * @param rows the phones of all servers, as they are when they are read
 * @param asked gets the server of each request; `all` where it names none
 * @returns the call that lists phones, page by page
 */
export const phoneLister =
  (rows: () => readonly Phone[], asked: string[] = []): ListPhones =>
  ({ offset, limit, serverId: of }) => {
    asked.push(of ?? 'all');
    const found = rows().filter((phone) => of === undefined || phone.serverId === of);
    const page = found.slice(offset, offset + limit);
    return Promise.resolve({ total: found.length, received: page.length, phones: page });
  };
