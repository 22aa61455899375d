import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Progress, withNotes } from '../../../../src/api/http/connections';
import noting from '../../../../src/api/http/nodeFetch';
import { request } from '../../../../src/api/http/plainHttp';
import { Transport } from '../../../../src/api/http/transport';
import { bundledSend } from '../../../support/bundledFetch';
import { systemClock } from '../../../../src/base/clock';

describe('a request over loopback', () => {
  it('is noted as one that may have left once its connection is there', async () => {
    const server = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const progress: Progress = {};
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const asked = withNotes(progress, () => request(url, { headers: { connection: 'close' } }));
        asked.on('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on('error', reject);
        asked.end();
        assert.equal(progress.mayHaveLeft, false, 'nothing has left yet');
      });
      assert.deepEqual([status, progress.mayHaveLeft], [200, true]);
      const init = { method: 'GET', headers: {}, redirect: 'manual', size: 1_000 } as const;
      const answer = await noting(url, { ...init, signal: new AbortController().signal, progress: {} });
      assert.deepEqual([answer.status, await answer.text()], [200, '{}']);
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await once(socket, 'connect');
      const early: Progress = {};
      const asked = withNotes(early, () => request(url, { createConnection: () => socket }));
      asked.end();
      await once(asked, 'response');
      assert.equal(early.mayHaveLeft, true, 'a proxy may hand over a connection that is there already');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is destroyed before its first byte where it must not leave any more', async () => {
    let received = 0;
    const server = createServer(() => (received += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const progress: Progress = { mayLeave: () => false };
    try {
      const asked = withNotes(progress, () =>
        request(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}),
      );
      asked.end();
      const [error] = (await once(asked, 'error')) as [Error];
      assert.deepEqual([error.message, progress.mayHaveLeft, received], ['The request was taken back.', false, 0]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('that is taken back while its connection is made does not leave', async () => {
    const received: string[] = [];
    const server = createServer((incoming, response) => {
      received.push(incoming.method ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const takeBack = new AbortController();
    let asked = 0;
    const transport = new Transport({
      clock: systemClock,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      timeoutMs: () => 5_000,
      maxConcurrent: () => 8,
      fetch: await bundledSend(),
      // The second time it is asked the connection stands, and no byte was written.
      beforeActing: () => {
        asked += 1;
        if (asked === 2) {
          takeBack.abort(new Error('the person stopped it'));
        }
      },
    });
    const what = { service: 'cph', method: 'POST', origin: url, path: ['act'], acts: true, body: {} } as const;
    try {
      await assert.rejects(transport.request({ ...what, takeBack: takeBack.signal }), /the person stopped it/);
      assert.deepEqual([asked, received], [2, []]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
