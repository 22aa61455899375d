import { type Answer, type Call } from '../wire/answer';
import { serverMeant } from './cph';
import { type World } from '../state/world';

/** GET cph-server/{server_id}/tags (cph_api_0556.html). */
export function listTags(world: World, call: Call): Answer {
  const server = serverMeant(world, call);
  return { status: 200, body: { request_id: call.requestId, tags: server.tags } };
}
