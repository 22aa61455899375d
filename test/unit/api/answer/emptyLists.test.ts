import assert from 'node:assert/strict';
import { type IamClient } from '../../../../src/api/iam/client';
import { type CphClient } from '../../../../src/api/cph/client';
import { type KooPhoneClient } from '../../../../src/api/koophone/client';
import { apiError, testClients, TokenInHand } from '../../../support/api';

const PROJECT = '0123456789abcdef0123456789abcdef';
const PAGE = { offset: 0, limit: 10 };

interface Clients {
  readonly cph: CphClient;
  readonly koophone: KooPhoneClient;
  readonly iam: IamClient;
}

const clientsOf = (body: unknown): Clients => {
  const text = () => Promise.resolve(JSON.stringify(body));
  const fetch = () => Promise.resolve({ status: 200, headers: { get: () => null }, text });
  const somewhere = { origin: 'https://cloud.example', account: { projectId: PROJECT } };
  return testClients(somewhere, new TokenInHand('t'), { fetch });
};

/** Every list: how it is asked for, its name in the response, and what shows that the cloud gave the response. */
const LISTS: [string, (clients: Clients) => Promise<readonly unknown[]>, string, object][] = [
  ['the servers', async ({ cph }) => (await cph.listServers(PAGE)).servers, 'servers', { request_id: 'r', count: 0 }],
  ['the phones', async ({ cph }) => (await cph.listPhones(PAGE)).phones, 'phones', { request_id: 'r', count: 0 }],
  ['the jobs', ({ cph }) => cph.listJobs(['r1'], PAGE), 'jobs', { request_id: 'r' }],
  ['the tags', ({ cph }) => cph.serverTags(PROJECT), 'tags', { request_id: 'r' }],
  [
    'the instances',
    async ({ koophone }) => (await koophone.listInstances({ pageNo: 1, pageSize: 10 })).instances,
    'result',
    { error_code: '0', total_count: 0 },
  ],
  ['the states', ({ koophone }) => koophone.queryStatus(['kp1']), 'status_results', { error_code: '0' }],
  ['the jobs of a task', ({ koophone }) => koophone.getTask('RM_1'), 'jobs', { error_code: '0' }],
  ['the projects', ({ iam }) => iam.listProjects('token'), 'projects', { links: {} }],
];

describe('an empty list', () => {
  for (const [what, ask, field, signs] of LISTS) {
    it(`of ${what} may be null or absent`, async () => {
      for (const body of [{ ...signs, [field]: [] }, { ...signs, [field]: null }, signs, { [field]: null }]) {
        assert.deepEqual(await ask(clientsOf(body)), [], JSON.stringify(body));
      }
    });

    it(`of ${what} is not made of a response that another service may have given`, async () => {
      for (const body of [{}, { status: 'ok' }, { [field]: {} }, { ...signs, [field]: 'none' }, [], null, 'OK']) {
        assert.equal((await apiError(ask(clientsOf(body)))).kind, 'badResponse', JSON.stringify(body));
      }
    });
  }

  it('of instances may be absent together with all of `data`', async () => {
    for (const data of [null, undefined, [], {}]) {
      const { koophone } = clientsOf({ error_code: '0', error_msg: 'OK', data });
      assert.deepEqual(await koophone.listInstances({ pageNo: 1, pageSize: 10 }), { received: 0, instances: [] });
    }
  });
});
