import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { stringify } from 'lossless-json';

import { type Answer, type Call, Refusal } from './answer';
import { type ServerCertificate } from './certificates';
import { isRecord } from './checks';
import { type Cut, faultAfter, faultBefore, type Faults } from './faults';
import { gatewayAnswer } from './gateway';
import { type RequestLog } from './requestLog';
import { routes, type Service } from './routes';
import { Throttle } from './throttle';
import { type World } from '../state/world';

/** The documented limit of a body. A larger one gets APIGW.0201. */
const largestBody = 12 * 1024 * 1024;

export interface OpenServer {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves a world on a port of loopback. */
export async function openServer(world: World, faults: Faults, log: RequestLog): Promise<OpenServer> {
  const { certificate, host, port } = world.options;
  const app = newApp(certificate);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  serveRoutes(app, world, faults, log);
  const origin = await app.listen({ port, host });
  return { origin, close: () => app.close() };
}

function newApp(certificate: ServerCertificate | undefined): FastifyInstance {
  return fastify({
    bodyLimit: largestBody,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    ...(certificate && { https: certificate }),
  });
}

function serveRoutes(app: FastifyInstance, world: World, faults: Faults, log: RequestLog): void {
  const throttle = new Throttle(world.options);
  const serve = async (request: FastifyRequest, reply: FastifyReply, service: Service, action = '') => {
    const call = callOf(request, world, action);
    const record = log.add(call);
    if (world.options.latencyMs > 0) {
      await wait(world.options.latencyMs);
    }
    const api = `${call.method} ${request.routeOptions.url ?? 'none'}`;
    const fault = faults.take(call);
    const early = throttle.refusal(api, call) ?? (fault && faultBefore(fault, call, world.options));
    const answer = early ?? run(service, world, call);
    const late =
      early === undefined && fault !== undefined && typeof answer === 'object' ? faultAfter(fault, answer) : answer;
    if (typeof late === 'object') {
      record.status = late.status;
      return send(reply, late, world);
    }
    reply.hijack();
    cut(late, typeof answer === 'object' ? answer : undefined, request.raw, reply.raw);
    return reply;
  };
  for (const [method, url, service, action] of routes) {
    app.route({ method, url, handler: (request, reply) => serve(request, reply, service, action) });
  }
  app.setNotFoundHandler((request, reply) => serve(request, reply, unpublished));
  app.setErrorHandler((error, request, reply) => {
    const call = callOf(request, world, '');
    const answer = errorAnswer(error, world, call);
    log.add(call).status = answer.status;
    return send(reply, answer, world);
  });
}

/** The response of the gateway to a request that cannot be read, and to an error of the simulation itself. */
function errorAnswer(error: unknown, world: World, call: Call): Answer {
  const status = isRecord(error) ? error['statusCode'] : undefined;
  const message = error instanceof Error ? error.message : '';
  if (typeof status !== 'number' || status >= 500) {
    return gatewayAnswer(world.options, 500, '0601', `Internal server error: ${message}`, call.requestId);
  }
  return gatewayAnswer(world.options, status === 413 ? 413 : 400, '0201', `Bad request: ${message}`, call.requestId);
}

function unpublished(world: World, call: Call): Answer {
  const text = 'The API does not exist or has not been published in the environment';
  return gatewayAnswer(world.options, 404, '0101', text, call.requestId);
}

function callOf(request: FastifyRequest, world: World, action: string): Call {
  const url = new URL(`http://127.0.0.1${request.url}`);
  return {
    method: request.method,
    path: url.pathname,
    rawUrl: request.url,
    params: textsOf(request.params),
    query: url.searchParams,
    action,
    headers: request.headers,
    text: typeof request.body === 'string' ? request.body : '',
    connection: numberOf(request.raw.socket),
    requestId: world.newId(),
    at: world.options.now(),
  };
}

const numbers = new WeakMap<Socket, number>();
let connections = 0;

function numberOf(socket: Socket): number {
  const known = numbers.get(socket) ?? connections++;
  numbers.set(socket, known);
  return known;
}

function textsOf(params: unknown): Record<string, string> {
  const entries = isRecord(params) ? Object.entries(params) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function run(service: Service, world: World, call: Call): Answer {
  try {
    return service(world, call);
  } catch (error) {
    if (error instanceof Refusal) {
      return error.answer;
    }
    throw error;
  }
}

function bodyText(body: unknown, exact: boolean): string {
  if (typeof body === 'string') {
    return body;
  }
  return (exact ? stringify(body) : JSON.stringify(body)) ?? '';
}

function send(reply: FastifyReply, answer: Answer, world: World): FastifyReply {
  const date = new Date(world.options.now()).toUTCString();
  const headers = { 'content-type': 'application/json', date, ...answer.headers };
  return reply.code(answer.status).headers(headers).send(bodyText(answer.body, world.options.numericUserIds));
}

function cut(how: Cut, answer: Answer | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (how === 'reset') {
    request.socket.resetAndDestroy();
  }
  if (how === 'truncate' && answer !== undefined) {
    const bytes = Buffer.from(bodyText(answer.body, false));
    response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      request.socket.destroy();
    });
  }
}
