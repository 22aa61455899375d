import { omitUndefined } from '../../base/omitUndefined';
import { type MessageOrText, message, type Message } from '../../base/message';
import { adviceFor } from '../errors/codeSentences';
import { failureCode, readCode, SUCCESS } from '../errors/codeFamilies';
import { ApiError, type ErrorInfo, type ErrorKind } from '../errors/errors';
import { errorKind } from './errorKind';
import { type FailedAnswer } from './fromCloud';
import { parseJson } from './json';
import { type Answer, isRaw, type Raw, type RequestSpec } from '../request/request';
import { parseRetryAfter, windowInText } from './retryAfter';
import { surelyDidNotRun } from './surelyDidNotRun';

/** One request and its whole response. */
export interface Exchange {
  /** The method and the path of the request, such as `POST /v1/instances/reboot`. */
  readonly request: string;
  /** The HTTP status. */
  readonly status: number;
  /** The body. */
  readonly text: string;
  /** The `x-request-id` that was sent. */
  readonly sentId?: string | undefined;
  /** When the response had come, in milliseconds since the epoch. */
  readonly at: number;
  /** @returns the value of a header, or undefined when the response does not have it */
  header(name: string): string | undefined;
}

type Rules = Pick<RequestSpec, 'service' | 'ownsCode' | 'iamAction'>;

/**
 * Decides whether a response is a success. A success has a 2xx status, a readable or empty body, and no code of a
 * failure. For KooPhone the code "0" is a success under HTTP 400 and 500 too (BatchRebootInstance.html).
 * @throws ApiError when the response is a failure
 */
export function classify(exchange: Exchange, rules: Rules): Answer {
  const body = readBody(exchange);
  const code = findCode(body, rules, exchange.status);
  const requestId = findRequestId(body, exchange);
  const known = omitUndefined({ requestId });
  const isOk = exchange.status >= 200 && exchange.status <= 299;
  const isOkByCode = code === SUCCESS && rules.service === 'koophone' && [400, 500].includes(exchange.status);
  if ((isOk && (code ?? SUCCESS) === SUCCESS && body !== UNREADABLE) || isOkByCode) {
    const { request, status } = exchange;
    return { request, status, body, header: (name) => exchange.header(name), ...known };
  }
  throw failure(exchange, rules, body, code, known);
}

/** Marks a body that is not JSON, such as the page of a proxy or a part of a response. */
const UNREADABLE = Symbol('unreadable');

function readBody({ text }: Exchange): unknown {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    return parseJson(text);
  } catch {
    return UNREADABLE;
  }
}

/**
 * @returns the objects that can hold the code or the payload of a body: the body, its `data`, and `data.data`.
 *   ListInstances.html has the payload in `data`; in one sample `data` is inside another `data`.
 */
export function layersOf(body: unknown): readonly Raw[] {
  const layers: Raw[] = [];
  for (let layer = body; isRaw(layer) && layers.length < 3; layer = layer['data']) {
    layers.push(layer);
  }
  return layers;
}

function findCode(body: unknown, { ownsCode }: Rules, status: number): string | undefined {
  if (isRaw(body) && status <= 299 && ownsCode?.(body) === true) {
    return undefined;
  }
  const keystone = isRaw(body) && isRaw(body['error']) ? body['error'] : {};
  const inError = failureCode(keystone['code']);
  const codes = [
    ...layersOf(body).map((layer) => readCode(layer['error_code'])),
    readCode(keystone['error_code']),
    // {"error":{"code":401,…}} repeats the HTTP status. Only a code with a letter is one of the cloud.
    inError !== undefined && /[a-z]/i.test(inError) ? inError : undefined,
  ].filter((code) => code !== undefined);
  return codes.find((code) => code !== SUCCESS) ?? codes[0];
}

function findRequestId(body: unknown, exchange: Exchange): string | undefined {
  const inBody = layersOf(body)
    .map((layer) => layer['request_id'])
    .find((id) => typeof id === 'string' && id !== '');
  return typeof inBody === 'string' ? inBody : (exchange.header('x-request-id') ?? exchange.sentId);
}

function failure(
  exchange: Exchange,
  rules: Rules,
  body: unknown,
  found: string | undefined,
  known: Pick<ErrorInfo, 'requestId'>,
): ApiError {
  const { request, status } = exchange;
  const code = found === SUCCESS ? undefined : found;
  const isOfIam = rules.service === 'iam' && isRaw(body) && isRaw(body['error']);
  const answer: FailedAnswer = { status, code, isOfIam, saysSuccess: found === SUCCESS };
  const kind = errorKind(answer);
  const cloudSaidNo = surelyDidNotRun(answer);
  const said = messageOf(exchange, body, kind);
  const date = exchange.header('date');
  const retryAfterMs = parseRetryAfter(exchange.header('retry-after'), date, exchange.at);
  const windowMs = kind === 'throttled' && typeof said === 'string' ? windowInText(said) : undefined;
  const serverTime = kind === 'auth' ? Date.parse(date ?? '') : NaN;
  const advice = kind === 'foreign' || code === undefined ? adviceForKind(kind, status) : adviceFor(code);
  const info: ErrorInfo = {
    request,
    status,
    ...known,
    ...omitUndefined({
      code,
      retryAfterMs,
      windowMs,
      advice,
      serverTime: Number.isNaN(serverTime) ? undefined : serverTime,
      iamAction: kind === 'forbidden' ? rules.iamAction : undefined,
    }),
    ...(cloudSaidNo ? { didNotRun: true, cloudSaidNo } : {}),
  };
  return new ApiError(kind, said, info);
}

function adviceForKind(kind: ErrorKind, status: number): Message | undefined {
  switch (kind) {
    case 'auth':
      return message('Sign in again.');
    case 'foreign':
      if (status === 407) {
        return message('The proxy wants a user name and password. See the setting http.proxy.');
      }
      return message(
        'Check the network and the setting http.proxy, sign in to the network if it wants that, and try again.',
      );
    case 'throttled':
      return message('Too many requests in a short time. Wait a minute and try again.');
    default:
      return undefined;
  }
}

/** The most characters of a text of the cloud. The text is shown in a row and in a log line. */
const LONGEST_TEXT = 300;

/** @returns a text from outside as one line of at most 300 characters; undefined when it is empty or not a text */
export function oneLine(value: unknown): string | undefined {
  const line = typeof value === 'string' ? value.replace(/[\s\p{Cc}]+/gu, ' ').trim() : '';
  return line === '' ? undefined : line.slice(0, LONGEST_TEXT);
}

function messageOf(exchange: Exchange, body: unknown, kind: ErrorKind): MessageOrText {
  if (kind === 'redirect') {
    return redirectTo(exchange.header('location'));
  }
  if (kind === 'foreign') {
    return message(
      'Something between this computer and the cloud answered with HTTP {0}: a proxy, a firewall, or the sign-in page of a network.',
      exchange.status,
    );
  }
  if (body === UNREADABLE) {
    return message('The response with HTTP {0} is not JSON. It may come from a proxy.', exchange.status);
  }
  const layers = layersOf(body);
  const error = isRaw(body) && isRaw(body['error']) ? body['error'] : {};
  const given = [...layers.map((layer) => layer['error_msg']), error['message'], error['error_msg'], error['title']];
  return (
    given.map(oneLine).find((line) => line !== undefined) ??
    message('The cloud answered with HTTP {0}.', exchange.status)
  );
}

function redirectTo(location: string | undefined): Message {
  return location !== undefined && URL.canParse(location)
    ? message('The cloud pointed to {0}. A redirect is never followed.', new URL(location).host)
    : message('The cloud pointed to another address. A redirect is never followed.');
}
