// Lists a fleet with plain node-fetch in a loop, without checks, retries or deadlines.
import fetch from 'node-fetch';
import { type CloudAddress } from '../processes/cloudAddress';
import { answer } from '../processes/answer';
import { type InstancesAnswer, listInput, listInTurn, type PhonesAnswer, type ServersAnswer } from './share';

answer(listInput, ({ cloud, ...share }) => {
  const get = getter(cloud);
  const cph = `/v1/${cloud.projectId}/cloud-phone`;
  return listInTurn(share, {
    servers: (offset) => get<ServersAnswer>(`${cph}/servers?offset=${offset}&limit=100`),
    phones: (serverId, offset) => get<PhonesAnswer>(`${cph}/phones?server_id=${serverId}&offset=${offset}&limit=200`),
    instances: (pageNo) =>
      get<InstancesAnswer>(
        `/v1/instances/batch-query?x-request-id=${crypto.randomUUID()}&page_no=${pageNo}&page_size=200`,
      ),
  });
});

function getter({ origin, token }: CloudAddress) {
  return async <T>(path: string): Promise<T> => {
    const answered = await fetch(origin + path, { headers: { 'X-Auth-Token': token } });
    return (await answered.json()) as T;
  };
}
