import { type ShownRequest } from '../../api/request/buildRequest';

/** What stands in the place of a secret. */
const PROOF = {
  token: { 'X-Auth-Token': '$TOKEN' },
  signature: { 'X-Sdk-Date': '$DATE', Authorization: 'SDK-HMAC-SHA256 $SIGNATURE' },
} as const;

/** @returns a request as HTTP writes it, its JSON spread over lines, with names in the place of what proves who asks */
export function asHttp({ method, url, headers, body }: ShownRequest, proof: keyof typeof PROOF): string {
  const rows = Object.entries({ ...headers, ...PROOF[proof] }).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...rows, ...(body === undefined ? [] : ['', spread(body)])].join('\n');
}

const spread = (json: string): string => JSON.stringify(JSON.parse(json), undefined, 2);
