import { type Answer, type Call } from './answer';
import { isHexId } from './checks';
import { cphProject, cphRefusal } from './cph';
import { type World } from './world';

/** GET cph-server/{server_id}/tags (cph_api_0556.html). */
export function listTags(world: World, call: Call): Answer {
  const { fleet } = cphProject(world, call);
  const serverId = call.params['serverId'] ?? '';
  if (!isHexId(serverId)) {
    throw cphRefusal(world, call, '0015', 'Invalid server id.');
  }
  const server = fleet.servers.get(serverId);
  if (server === undefined) {
    throw cphRefusal(world, call, '0016', 'The server does not exist.');
  }
  return { status: 200, body: { request_id: call.requestId, tags: server.tags } };
}
