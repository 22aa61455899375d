import { message, type Message } from '../../base/message';
import { certificateFault } from './certificateFault';
import { ApiError, type ErrorInfo, type ErrorKind } from '../errors/errors';
import { USED_CONNECTION } from './connections';
import { AFTER_HANDSHAKE, ProxyAnswer } from './proxyAnswer';

/** The codes of errors before the connection was established. Nothing was sent. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
/** The same is true for these codes, if the system call was `connect`. After another call the request may have run. */
const MAYBE_CONNECTING = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL', 'ECONNRESET']);
/**
 * The codes of a failed TLS handshake. The same codes come after the handshake when something writes bytes into the
 * connection that are not TLS; those are marked with `AFTER_HANDSHAKE`.
 */
const HANDSHAKE = /WRONG_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNRECOGNIZED_NAME/;
const HANDSHAKE_TEXT = /wrong version number|unsupported protocol|handshake failure|protocol version/i;
/** The text of Node.js when the connection is closed before the end of the handshake. */
const NO_HANDSHAKE_TEXT = /before secure TLS connection was established/;

/** The text of VS Code when no proxy can be reached (@vscode/proxy-agent, agent.js). This error has no code. */
const NO_PROXY_TEXT = /Failed to establish a socket connection to proxies/;

/**
 * The text of node-fetch when all addresses of a host failed. Node.js tries the addresses one after the other and
 * collects their errors in an AggregateError. It has the code of the first error, no system call and no text.
 * node-fetch keeps the code and has an empty reason.
 */
const NO_REASON = /^request to \S+ failed, reason: ?$/;

type MakeError = (kind: ErrorKind, said: Message, more?: ErrorInfo) => ApiError;

/** What is known of a failed fetch; empty texts are not known. */
interface Facts {
  readonly code: string;
  readonly syscall: string;
  readonly type: string;
  readonly message: string;
  /** The name of the class of the error. It is shown for an error without a code. */
  readonly name: string;
  /** The host has several addresses, and the connection failed for all of them. */
  readonly isOfAllAddresses: boolean;
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
    isOfAllAddresses: error instanceof AggregateError || NO_REASON.test(of('message')),
  };
}

/**
 * Turns the error of a failed fetch into an ApiError. The text of the error is not passed on, because it has the whole
 * address.
 * @param error what fetch threw, or the reading of the body
 * @param at the host, and what is known of the request
 */
export function networkError(error: unknown, at: { host: string; info: ErrorInfo }): ApiError {
  const facts = factsOf(error);
  const make: MakeError = (kind, said, more = {}) => new ApiError(kind, said, { ...at.info, ...more }, error);
  if (error instanceof ProxyAnswer) {
    return proxyRefused(error, make, at.host);
  }
  if (NO_PROXY_TEXT.test(facts.message)) {
    return make('network', message('The proxy on the way to {0} cannot be reached.', at.host), {
      didNotRun: true,
      advice: message('Check the network and the setting http.proxy.'),
    });
  }
  if (facts.type === 'max-size') {
    return make('badResponse', message('The answer of {0} is too large.', at.host));
  }
  if (facts.code === 'ERR_INVALID_CHAR') {
    return make('config', message('The credential holds a character that cannot be sent.'), { didNotRun: true });
  }
  const fault = certificateFault(facts.code, at.host);
  if (fault !== undefined) {
    return make('tls', fault.said, { didNotRun: true, advice: fault.advice });
  }
  if (isHandshake(facts)) {
    return make('tls', message('No secure connection to {0}: {1}', at.host, facts.code), {
      didNotRun: true,
      advice: message('Check the endpoint: it does not speak https, or in another version.'),
    });
  }
  if (isBeforeSending(facts)) {
    return make('network', message('{0} cannot be reached: {1}', at.host, facts.code), {
      didNotRun: true,
      advice: message('Check the network, the proxy settings and the endpoint.'),
    });
  }
  return make('network', message('The connection to {0} broke: {1}', at.host, facts.code || facts.name));
}

const isHandshake = ({ code, message }: Facts): boolean =>
  !code.startsWith(AFTER_HANDSHAKE) && (HANDSHAKE.test(code) || (code === 'EPROTO' && HANDSHAKE_TEXT.test(message)));

/**
 * The statuses of a proxy that asks for a password. 407 is the standard one; tinyproxy sends 401 for a wrong password.
 */
const WANTS_PASSWORD = new Set([401, 407]);

const proxyRefused = ({ status }: ProxyAnswer, make: MakeError, host: string): ApiError =>
  make('network', message('A proxy on the way did not connect to {0}: HTTP {1}', host, status), {
    status,
    didNotRun: true,
    advice: WANTS_PASSWORD.has(status)
      ? message('The proxy wants a user name and password. See the setting http.proxy.')
      : message('Ask who runs the proxy to let this host through, or see the settings http.proxy and http.noProxy.'),
  });

const isBeforeSending = ({ code, syscall, message, isOfAllAddresses }: Facts): boolean =>
  code === USED_CONNECTION ||
  NEVER_CONNECTED.has(code) ||
  (MAYBE_CONNECTING.has(code) && (syscall === 'connect' || (syscall === '' && isOfAllAddresses))) ||
  (code === 'ECONNRESET' && NO_HANDSHAKE_TEXT.test(message));
