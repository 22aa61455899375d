import assert from 'node:assert/strict';
import { type CphClient } from '../../../../src/api/cph/client';
import { ApiError } from '../../../../src/api/errors/errors';
import { type KooPhoneClient } from '../../../../src/api/koophone/client';
import { testClients, TokenInHand, turnOverPauses } from '../../../support/api';

const ID = '0123456789abcdef0123456789abcdef';

interface Clients {
  readonly cph: CphClient;
  readonly koophone: KooPhoneClient;
}

/** Every call of the clients that acts on a target. */
const CALLS: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  restartServers: ({ cph }) => cph.restartServers([ID]),
  restartPhones: ({ cph }) => cph.restartPhones([ID]),
  stopPhones: ({ cph }) => cph.stopPhones([ID]),
  resetPhones: ({ cph }) => cph.resetPhones([ID]),
  renameServer: ({ cph }) => cph.renameServer(ID, 'new'),
  renamePhone: ({ cph }) => cph.renamePhone(ID, 'new'),
  rebootInstances: ({ koophone }) => koophone.rebootInstances(['kp1']),
  unassignInstances: ({ koophone }) => koophone.unassignInstances([{ instanceId: 'kp1', userId: 'u1' }]),
  resetInstances: ({ koophone }) => koophone.resetInstances(['kp1']),
  assignInstances: ({ koophone }) => koophone.assignInstances([{ instanceId: 'kp1', userId: 'u1' }]),
};

/** The same for every call: the word for the targets, and how many requests were sent. */
const NEVER_REPEATED = `
                   500         502         503         504         200
IAM.0012           unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
IAM.0066           unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
IAM.9999           unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
APIGW.0301         unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
APIGW.0308         unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
APIGW.0602         unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
CPS.0158           unknown 1   unknown 1   unknown 1   unknown 1   rejected 1
CPS.0003           unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
CPS.9999           unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
KOOPHONE.API.1001  unknown 1   unknown 1   unknown 1   unknown 1   rejected 1
KOOPHONE.API.9999  unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
no code            unknown 1   unknown 1   unknown 1   unknown 1   unknown 1
`;
const REFUSED = `
                   400         401         403         404
IAM.0012           rejected 1  rejected 1  rejected 1  rejected 1
IAM.0066           rejected 1  rejected 2  rejected 2  rejected 1
IAM.9999           unknown 1   rejected 2  rejected 1  unknown 1
APIGW.0301         rejected 1  rejected 2  rejected 2  rejected 1
APIGW.0308         rejected 1  rejected 1  rejected 1  rejected 1
APIGW.0602         unknown 1   unknown 1   unknown 1   unknown 1
CPS.0158           rejected 1  rejected 1  rejected 1  rejected 1
CPS.0003           unknown 1   unknown 1   unknown 1   unknown 1
CPS.9999           unknown 1   unknown 1   unknown 1   unknown 1
KOOPHONE.API.1001  rejected 1  rejected 1  rejected 1  rejected 1
KOOPHONE.API.9999  unknown 1   unknown 1   unknown 1   unknown 1
no code            unknown 1   unknown 1   unknown 1   unknown 1
`;

/** What becomes of a request to which the cloud always gives the same answer. */
async function met(call: string, status: number, code: string): Promise<string> {
  let sent = 0;
  const body = JSON.stringify({ error_msg: 'x', ...(code === 'no code' ? {} : { error_code: code }) });
  const fetch = () => {
    sent++;
    return Promise.resolve({ status, headers: { get: () => null }, text: () => Promise.resolve(body) });
  };
  const somewhere = { origin: 'https://cloud.example', account: { projectId: ID } };
  const { clock, ...clients } = testClients(somewhere, new TokenInHand('old', () => 'new'), { fetch });
  const word = CALLS[call]?.(clients).then(() => 'accepted', wordOf) ?? Promise.resolve('no such call');
  await turnOverPauses(clock, word);
  return `${await word} ${sent}`;
}

/** What an operation then says of the targets: see requestOutcome. */
function wordOf(error: unknown): string {
  assert.ok(error instanceof ApiError);
  const { didNotRun, cloudSaidNo } = error.info;
  return didNotRun !== true ? 'unknown' : cloudSaidNo === true ? 'rejected' : 'not sent';
}

/** Fills in a table whose first line and first column are given. */
async function filledIn(call: string, given: string): Promise<string> {
  const [head = '', ...lines] = given.trim().split('\n');
  const statuses = head.trim().split(/ +/).map(Number);
  const filled = [];
  for (const line of lines) {
    const [code = ''] = line.split(/ {2,}/);
    const cells = [];
    for (const status of statuses) {
      cells.push((await met(call, status, code)).padEnd(12));
    }
    filled.push(`${code.padEnd(19)}${cells.join('')}`.trimEnd());
  }
  return [head, ...filled].join('\n');
}

describe('a request that acts', () => {
  for (const call of Object.keys(CALLS)) {
    it(`is sent once, and may have run, where the cloud fails or another code answers: ${call}`, async () => {
      assert.equal(await filledIn(call, NEVER_REPEATED), NEVER_REPEATED.trim());
    });

    it(`is repeated once with a new credential, and rejected where status and code say no: ${call}`, async () => {
      assert.equal(await filledIn(call, REFUSED), REFUSED.trim());
    });
  }
});
