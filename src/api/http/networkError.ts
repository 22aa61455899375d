import { message, type Message } from '../../base/message';
import { certificateFault } from './certificateFault';
import { ApiError, type ErrorInfo, type ErrorKind } from '../errors/errors';
import { USED_CONNECTION } from './connections';
import { AFTER_HANDSHAKE, ProxyAnswer } from './proxyAnswer';

/** Before a connection stood: nothing was sent. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
/** The same where the system call was `connect`; while reading they say nothing about what ran. */
const MAYBE_CONNECTING = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL', 'ECONNRESET']);
/** A handshake that failed. The same names come later on, where something puts bytes that are no TLS into a connection. */
const HANDSHAKE = /WRONG_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNRECOGNIZED_NAME/;
const HANDSHAKE_TEXT = /wrong version number|unsupported protocol|handshake failure|protocol version/i;
const NO_HANDSHAKE_TEXT = /before secure TLS connection was established/;

/** VS Code's own, without a code: @vscode/proxy-agent, agent.js. */
const NO_PROXY_TEXT = /Failed to establish a socket connection to proxies/;

/**
 * Node.js tries the addresses of a host one after the other, and puts what each of them met into an AggregateError, which
 * has the first one's code, no system call and no text. Of that node-fetch keeps the code, and a reason without words.
 */
const NO_REASON = /^request to \S+ failed, reason: ?$/;

type MakeError = (kind: ErrorKind, said: Message, more?: ErrorInfo) => ApiError;

interface Facts {
  readonly code: string;
  readonly syscall: string;
  readonly type: string;
  readonly message: string;
  /** The class of the error: all that an error without a code says. */
  readonly name: string;
  /** The host has several addresses, and none of them took the connection. */
  readonly isOfAllAddresses: boolean;
}

/** node-fetch keeps of the system's error its code, and its call as `erroredSysCall`. */
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
 * What a failed fetch means: no text of the failure is passed on, for it names the whole address.
 * @param error what fetch, or the reading of the body, threw
 * @param at the host, and what was asked of it
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

/** 407 is the right one; tinyproxy says 401 to a wrong password. */
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
