// Answers with the ids of the servers that have a status.
import * as v from 'valibot';
import { cloudSchema } from '../processes/cloudAddress';
import { answer } from '../processes/answer';
import { openInventory } from './support/inventory';

answer(v.object({ cloud: cloudSchema, status: v.number() }), async ({ cloud, status }) => {
  const { rows } = await openInventory(cloud).servers(cloud.project.name);
  return rows.filter((server) => server.status === status).map(({ id }) => id);
});
