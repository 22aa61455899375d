import { type ShownRequest } from '../../api/request/buildRequest';

/**
 * @returns requests as commands for a POSIX shell. The token stands as `$TOKEN` in double quotes, for the person to set;
 * all else stands in single quotes, in which a shell reads nothing.
 */
export const asCurl = (requests: readonly ShownRequest[]): string => requests.map(command).join('\n\n');

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
