import { type UnsignedRequest } from '../../../src/api/request/authorizer';
import { type AccessKey, signRequest } from '../../../src/api/signing/signing';
import { type OfficialRequest, officialSign } from '../../support/officialSigner';
import { type Figure, median } from '../report/figure';
import { size } from '../scenes/scale';

const ROUNDS = size(15, 1);
const WARM_UP = 2;
const TURNS = 250;

const KEY: AccessKey = { accessKeyId: 'AKIDOFABENCHMARK0001', secretAccessKey: 'k'.repeat(40) };
const PROJECT = '0123456789abcdef0123456789abcdef';

/**
 * Signs the same requests with the extension and with the official core, in turn. Each gets them in the form that its
 * own client has before signing: an address and a body ready to be sent, or their parts.
 */
export function measureSigning(): Figure[] {
  const official = requestsOfADay();
  const ours = official.map(readyToSend);
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, () => ({
    ours: microseconds(ours, (request) => signRequest(request, KEY, new Date())),
    official: microseconds(official, (request) => officialSign(request, KEY)),
  })).slice(WARM_UP);
  return [
    { key: 'signing.ours', what: 'signing a request', value: median(rounds.map((row) => row.ours)), unit: 'µs' },
    {
      key: 'signing.official',
      what: 'the official core signing the same',
      value: median(rounds.map((row) => row.official)),
      unit: 'µs',
    },
    {
      key: 'signing.ratio',
      what: 'how many times as fast as the official core',
      value: median(rounds.map((row) => row.official / row.ours)),
      unit: 'times',
      limit: { atLeast: 2 },
    },
  ];
}

/** Parses the address again, so that it holds nothing precomputed that it would not hold in the extension. */
function readyToSend({ method, endpoint, queryParams, headers, data }: OfficialRequest): UnsignedRequest {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(queryParams)) {
    url.searchParams.set(name, String(value));
  }
  const body = data === undefined ? {} : { body: JSON.stringify(data) };
  return { method: method === 'GET' ? 'GET' : 'POST', url: new URL(url.href), headers, ...body };
}

/** @returns the mean time of one call, in microseconds */
function microseconds<T>(requests: readonly T[], sign: (request: T) => unknown): number {
  const began = performance.now();
  for (let turn = 0; turn < TURNS; turn++) {
    requests.forEach(sign);
  }
  return ((performance.now() - began) * 1000) / (TURNS * requests.length);
}

/** @returns the requests of the extension while it lists, restarts, reboots and polls */
function requestsOfADay(): OfficialRequest[] {
  const cph = `https://cph.cn-north-4.myhuaweicloud.com/v1/${PROJECT}/cloud-phone`;
  const koophone = 'https://koophone.myhuaweicloud.com/v1/instances';
  const ids = (count: number) => Array.from({ length: count }, (_, nth) => nth.toString(16).padStart(32, '0'));
  const headers = { 'content-type': 'application/json', 'X-Project-Id': PROJECT };
  const get = (endpoint: string, queryParams: Record<string, string>) => ({
    method: 'GET',
    endpoint,
    queryParams,
    headers,
  });
  const post = (endpoint: string, data: object) => ({ method: 'POST', endpoint, queryParams: {}, headers, data });
  return [
    get(`${cph}/servers`, { offset: '100', limit: '100' }),
    get(`${cph}/phones`, { offset: '0', limit: '200', server_id: ids(1).join('') }),
    get(`${cph}/jobs`, { request_ids: ids(20).join(','), offset: '0', limit: '100' }),
    get(`${cph}/servers/${ids(1).join('')}`, {}),
    get(`${koophone}/batch-query`, { 'x-request-id': PROJECT, page_no: '3', page_size: '100' }),
    post(`${cph}/servers/batch-restart`, { server_ids: ids(10) }),
    post(`${koophone}/reboot`, { instance_ids: ids(100).map((id) => id.slice(24)) }),
    post(`${koophone}/batch-query-status`, { instance_ids: ids(20).map((id) => id.slice(24)) }),
  ];
}
