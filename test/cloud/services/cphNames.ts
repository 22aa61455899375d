import { type Answer, type Call } from '../wire/answer';
import { jsonBody, valueAt } from '../wire/checks';
import { cphRefusal, phoneMeant, serverMeant } from './cph';
import { type World } from '../state/world';

/** The documented characters and length (cph_api_0508.html, cph_api_0551.html). */
const nameFormat = /^[A-Za-z0-9\u4e00-\u9fff_-]{1,60}$/;

/** PUT servers/{server_id} (cph_api_0551.html). */
export function renameServer(world: World, call: Call): Answer {
  const server = serverMeant(world, call);
  server.name = nameOf(world, call, 'server_name');
  return renamed(world, call, server.serverId);
}

/** PUT phones/{phone_id} (cph_api_0508.html). */
export function renamePhone(world: World, call: Call): Answer {
  const phone = phoneMeant(world, call);
  phone.name = nameOf(world, call, 'phone_name');
  return renamed(world, call, phone.phoneId);
}

function nameOf(world: World, call: Call, field: string): string {
  const name = valueAt(jsonBody(call), field);
  if (typeof name !== 'string' || !nameFormat.test(name)) {
    throw cphRefusal(world, call, '0086', `Invalid ${field}.`);
  }
  return name;
}

function renamed(world: World, call: Call, id: string): Answer {
  world.count(world.actions.renames, id);
  return { status: 200, body: { request_id: call.requestId } };
}
