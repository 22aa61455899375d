import { type ShownRequest } from '../../api/request/buildRequest';

/** What a person does who is signed in with an access key. Huawei Cloud's signature cannot be made by curl. */
const WITHOUT_TOKEN = [
  '# The sign-in of this project is an access key, which has no token.',
  '# Set TOKEN to the token of an IAM user (POST /v3/auth/tokens of IAM),',
  '# or send the request with the SDK of Huawei Cloud or with KooCLI: they sign it with the access key.',
].join('\n');

/**
 * @param proof what the extension itself proves with who asks
 * @returns requests as commands for a POSIX shell. The token stands as `$TOKEN` in double quotes, for the person to set;
 * all else stands in single quotes, in which a shell reads nothing.
 */
export const asCurl = (requests: readonly ShownRequest[], proof: 'token' | 'signature' = 'token'): string =>
  [...(proof === 'signature' ? [WITHOUT_TOKEN] : []), ...requests.map(command)].join('\n\n');

/** `--globoff`: brackets in an address are no pattern; `--data-raw`: a leading `@` names no file. */
function command({ method, url, headers, body }: ShownRequest): string {
  const lines = [
    `curl --globoff --request ${method} ${quote(url)}`,
    ...Object.entries(headers).map(([name, value]) => `--header ${quote(`${name}: ${value}`)}`),
    '--header "X-Auth-Token: $TOKEN"',
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ];
  return lines.join(' \\\n  ');
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
