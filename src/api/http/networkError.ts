import { message, type Message } from '../../base/message';
import { certificateFault } from './certificateFault';
import { ApiError, type ErrorInfo, type ErrorKind } from '../errors/errors';
import { USED_CONNECTION } from './connections';
import { ProxyAnswer } from './proxyAnswer';

/** The codes that say by themselves that the connection was not established. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
/** The codes of a failed TLS handshake, when the connection was not established yet. */
const HANDSHAKE = /WRONG_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNRECOGNIZED_NAME/;
const HANDSHAKE_TEXT = /wrong version number|unsupported protocol|handshake failure|protocol version/i;

/** The text of VS Code when no proxy can be reached (@vscode/proxy-agent, agent.js). This error has no code. */
const NO_PROXY_TEXT = /Failed to establish a socket connection to proxies/;

type MakeError = (kind: ErrorKind, said: Message, more?: ErrorInfo) => ApiError;

/** What is known of a failed fetch; empty texts are not known. */
interface Facts {
  readonly code: string;
  readonly syscall: string;
  readonly type: string;
  readonly message: string;
  /** The name of the class of the error. It is shown for an error without a code. */
  readonly name: string;
}

/** node-fetch keeps the code of a system error, and its system call as `erroredSysCall`. */
function factsOf(error: unknown): Facts {
  const of = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return {
    code: of('code'),
    syscall: of('erroredSysCall') || of('syscall'),
    type: of('type'),
    message: of('message'),
    name: of('name') || 'closed too early',
  };
}

/** Where a fetch failed. */
export interface FailedAt {
  readonly host: string;
  /** What was asked of the host. */
  readonly info: ErrorInfo;
  /** Whether the request may have left, where notes were taken of that: see `Progress`. */
  readonly mayHaveLeft?: boolean | undefined;
}

/**
 * Turns the error of a failed fetch into an ApiError. The text of the error is not passed on, because it has the whole
 * address. Whether the request may have run is decided by the notes of its connection. Without notes it is decided by
 * the codes that leave no doubt.
 * @param error what fetch threw, or the reading of the body
 */
export function networkError(error: unknown, at: FailedAt): ApiError {
  const facts = factsOf(error);
  const fault = certificateFault(facts.code, at.host);
  const isUnsent =
    at.mayHaveLeft === undefined
      ? error instanceof ProxyAnswer || fault !== undefined || saysUnsent(facts)
      : !at.mayHaveLeft;
  const make: MakeError = (kind, said, more = {}) =>
    new ApiError(kind, said, { ...at.info, ...(isUnsent ? { didNotRun: true } : {}), ...more }, error);
  if (error instanceof ProxyAnswer) {
    return proxyRefused(error, make, at.host);
  }
  if (NO_PROXY_TEXT.test(facts.message)) {
    return make('network', message('The proxy on the way to {0} cannot be reached.', at.host), {
      advice: message('Check the network and the setting http.proxy.'),
    });
  }
  if (facts.type === 'max-size') {
    return make('badResponse', message('The response of {0} is too large.', at.host));
  }
  if (facts.code === INVALID_CHARACTER) {
    return make('config', message('The credential holds a character that cannot be sent.'));
  }
  if (fault !== undefined) {
    return make('tls', fault.said, { advice: fault.advice });
  }
  if (!isUnsent) {
    return make('network', message('The connection to {0} broke: {1}', at.host, facts.code || facts.name));
  }
  return isHandshake(facts)
    ? make('tls', message('No secure connection to {0}: {1}', at.host, facts.code), {
        advice: message('Check the endpoint: it does not speak https, or in another version.'),
      })
    : make('network', message('{0} cannot be reached: {1}', at.host, facts.code || facts.name), {
        advice: CHECK_NETWORK,
      });
}

/** What to do where no connection comes about. */
export const CHECK_NETWORK = message('Check the network, the proxy settings and the endpoint.');

/** Headers that cannot be sent are refused before there is a request. */
const INVALID_CHARACTER = 'ERR_INVALID_CHAR';

/** Node.js names the system call where there is one. */
const saysUnsent = ({ code, syscall }: Facts): boolean =>
  code === USED_CONNECTION || code === INVALID_CHARACTER || NEVER_CONNECTED.has(code) || syscall === 'connect';

const isHandshake = ({ code, message }: Facts): boolean =>
  HANDSHAKE.test(code) || (code === 'EPROTO' && HANDSHAKE_TEXT.test(message));

/**
 * The statuses of a proxy that asks for a password. 407 is the standard one; tinyproxy sends 401 for a wrong password.
 */
const WANTS_PASSWORD = new Set([401, 407]);

const proxyRefused = ({ status }: ProxyAnswer, make: MakeError, host: string): ApiError =>
  make('network', message('A proxy did not connect to {0}: HTTP {1}', host, status), {
    status,
    advice: WANTS_PASSWORD.has(status)
      ? message('The proxy wants a user name and password. See the setting http.proxy.')
      : message('Ask the operator of the proxy to allow this host, or check the settings http.proxy and http.noProxy.'),
  });
