import assert from 'node:assert/strict';
import { type CphLists, readServers } from '../../../../src/inventory/fetch/readLists';
import { type Server } from '../../../../src/model/server';
import { LogLines } from '../../../support/api';
import { theProject } from '../../../support/theProject';

const SERVERS: Server[] = [{ id: 'a'.repeat(32) }, { id: 'b'.repeat(32) }];

describe('a reading of the servers', () => {
  const log = new LogLines();
  const project = theProject({ name: 'Demo', region: 'cn-north-4', projectId: 'f'.repeat(32) });
  const reading = { project, signal: new AbortController().signal, log, maxConcurrent: 8 };

  it('names the list when the cloud counts more rows than it lists', async () => {
    const cph: CphLists = {
      listServers: () => Promise.resolve({ servers: SERVERS, total: 3, received: 2 }),
      listPhones: () => Promise.reject(new Error('Nobody asks for phones.')),
    };
    const { rows, total } = await readServers(cph, reading, () => undefined);
    assert.deepEqual([rows, total], [SERVERS, 3]);
    assert.deepEqual(log.lines, ['warn The cloud counts 3 and lists 2: servers of Demo']);
  });
});
