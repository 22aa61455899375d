import { CphClient } from '../../../../src/api/cph/client';
import { KooPhoneClient } from '../../../../src/api/koophone/client';
import { type Authorizer } from '../../../../src/api/request/authorizer';
import { type Fetch, send } from '../../../../src/api/http/fetch';
import { signRequest } from '../../../../src/api/signing/signing';
import { Transport } from '../../../../src/api/http/transport';
import { redactAnswer } from '../../../../src/auth/redaction/redact';
import { systemClock } from '../../../../src/base/clock';
import { type Log } from '../../../../src/base/log';
import { type CloudAddress } from '../../processes/cloudAddress';
import { LANES } from '../../scenes/fleet';

export const quiet: Log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

/** How a bench is signed in. A signature costs more than a token. */
export type SignIn = 'accessKey' | 'token';

/** The clients as the extension builds them. */
export function clientsOf(cloud: CloudAddress, fetch: Fetch = send, signIn: SignIn = 'accessKey') {
  const { origin, projectId, accessKey, token } = cloud;
  const isSigned = signIn === 'accessKey';
  const transport = new Transport({
    fetch,
    clock: systemClock,
    log: quiet,
    timeoutMs: () => 30_000,
    maxConcurrent: () => LANES,
    clean: (text) => redactAnswer(text, [isSigned ? accessKey.secretAccessKey : token]),
  });
  const authorizer: Authorizer = {
    authorize: (request) =>
      Promise.resolve({
        headers: isSigned ? signRequest(request, accessKey, new Date()) : { 'X-Auth-Token': token },
        mayLeave: () => true,
        settle: () => undefined,
        renew: () => Promise.resolve(false),
      }),
  };
  const connection = { transport, origin, authorizer, projectId };
  const cph = new CphClient(connection);
  const koophone = new KooPhoneClient(connection);
  return { cph: () => Promise.resolve(cph), koophone: () => Promise.resolve(koophone) };
}
