// Restarts batch by batch with the official SDK's core, and polls each batch to its end, as users of the SDK write it.
import { setTimeout as wait } from 'node:timers/promises';
import { POLL_MS, restartInput, SERVERS_A_REQUEST } from '../scenes/restart';
import { answer } from '../processes/answer';
import { SdkClient } from './sdkClient';

interface Jobs {
  readonly jobs: readonly { readonly status: number }[];
}

answer(restartInput, async ({ cloud, ids }) => {
  const sdk = new SdkClient(cloud);
  const began = performance.now();
  for (let first = 0; first < ids.length; first += SERVERS_A_REQUEST) {
    const batch = { server_ids: ids.slice(first, first + SERVERS_A_REQUEST) };
    const { request_id } = await sdk.cph<{ request_id: string }>('POST', '/servers/batch-restart', {}, batch);
    for (let isOver = false; !isOver;) {
      await wait(POLL_MS);
      const { jobs } = await sdk.cph<Jobs>('GET', '/jobs', { request_id, offset: 0, limit: SERVERS_A_REQUEST });
      isOver = jobs.every(({ status }) => status !== 1);
    }
  }
  return { ms: performance.now() - began };
});
