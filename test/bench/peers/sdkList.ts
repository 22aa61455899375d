// Lists a fleet page by page with the official SDK's core, as users of the SDK write it.
import { answer } from '../processes/answer';
import { SdkClient } from './sdkClient';
import { type InstancesAnswer, listInput, listInTurn, type PhonesAnswer, type ServersAnswer } from './share';

answer(listInput, ({ cloud, ...share }) => {
  const sdk = new SdkClient(cloud);
  return listInTurn(share, {
    servers: (offset) => sdk.cph<ServersAnswer>('GET', '/servers', { offset, limit: 100 }),
    phones: (serverId, offset) => sdk.cph<PhonesAnswer>('GET', '/phones', { server_id: serverId, offset, limit: 200 }),
    instances: (pageNo) =>
      sdk.send<InstancesAnswer>('GET', '/v1/instances/batch-query', {
        'x-request-id': crypto.randomUUID(),
        page_no: pageNo,
        page_size: 200,
      }),
  });
});
