import { type Plan, type PlannedRequest } from '../model/plan';

/** @returns a plan as JSON, without any secret: it never had one */
export const planAsJson = (plan: Plan): string => JSON.stringify(plan, undefined, 2);

/** @returns its requests for a POSIX shell, with a variable in the place of the token */
export const planAsCurl = ({ requests }: Plan): string =>
  requests.map((request) => `# ${request.wave + 1}\n${curl(request)}`).join('\n\n');

function curl({ method, url, body }: PlannedRequest): string {
  const parts = [
    `curl -X ${method} ${quoted(url)}`,
    "-H 'Content-Type: application/json'",
    '-H "X-Auth-Token: $TOKEN"',
    // KooPhone wants one with each request (BatchRebootInstance.html); CPH ignores it.
    '-H "x-request-id: $(uuidgen)"',
    `-d ${quoted(JSON.stringify(body))}`,
  ];
  return parts.join(' \\\n  ');
}

/** Nothing is special to a shell between single quotes but these themselves. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
