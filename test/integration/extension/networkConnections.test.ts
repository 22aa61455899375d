import assert from 'node:assert/strict';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { CloudPhoneApi } from '../../../cloud-phone-manager';
import { type Cloud } from '../../cloud/cloud';
import { type Networks, openNetworks } from '../support/network/networks';
import { readNetworkFiles } from '../support/network/files';
import { tableLines } from '../support/table';
import { WatchedWindow } from '../support/window';

const ROWS = 2030;
/** Eight requests are on their way at once; some more connections are opened while others are being handed back. */
const MOST_CONNECTIONS = 16;
const ACTING = 3;

interface Measured {
  readonly requests: number;
  readonly connections: number;
  /** How many connections each acting request shared with nothing. */
  readonly own: number;
}

const files = readNetworkFiles();

// Where these tests cannot run, the set-up has said so.
if (files !== undefined) {
  describe('connections', function () {
    this.timeout(60_000);
    const rows: string[][] = [
      ['proxy', 'http.proxySupport', 'requests of a listing', 'its connections', 'connections of 3 acting requests'],
    ];
    let networks: Networks;
    let window: WatchedWindow;
    let api: CloudPhoneApi;

    before(async () => {
      window = new WatchedWindow();
      // Hosts that are not the vendor's are asked about before the first sign-in, and each act is.
      window.answer = ({ buttons }) => buttons[0];
      networks = await openNetworks(files, window);
      const extension = vscode.extensions.getExtension<CloudPhoneApi>('cloudphone.cloud-phone-manager');
      assert.ok(extension);
      api = await extension.activate();
      await vscode.workspace.getConfiguration('cloudPhone').update('jobs.pollIntervalSeconds', 1, true);
    });
    after(async () => {
      await vscode.workspace.getConfiguration('cloudPhone').update('jobs.pollIntervalSeconds', undefined, true);
      window.dispose();
      await networks.close();
      tableLines(rows).forEach((line) => {
        Mocha.reporters.Base.consoleLog(line);
      });
    });

    async function measure(project: string, cloud: Cloud): Promise<Measured> {
      cloud.clearRequests();
      const servers = await api.list(project, 'servers');
      const [instances, ...phones] = await Promise.all([
        api.list(project, 'instances'),
        ...servers.map(({ id }) => api.list(project, 'phones', id)),
      ]);
      assert.equal(servers.length + instances.length + phones.flat().length, ROWS);
      const listing = cloud.requests.map(({ connection }) => connection);
      const some = instances.filter(({ can }) => can.includes('reboot')).slice(0, ACTING);
      await Promise.all(some.map(({ id }) => api.rebootInstances(project, [id])));
      const all = cloud.requests.map(({ connection }) => connection);
      const acting = cloud.requests.filter(({ path }) => path.endsWith('/reboot'));
      assert.equal(acting.length, ACTING);
      const isShared = (asked: number): boolean => all.filter((one) => one === asked).length > 1;
      return {
        requests: listing.length,
        connections: new Set(listing).size,
        own: acting.filter(({ connection }) => !isShared(connection)).length,
      };
    }

    for (const proxy of [undefined, 'open'] as const) {
      for (const proxySupport of ['off', 'on', 'override'] as const) {
        // VS Code opens a connection to the proxy for each request, and keeps none.
        const isKept = proxy === undefined || proxySupport === 'off';
        const way = `${proxy === undefined ? 'without a proxy' : 'with a proxy'}, http.proxySupport ${proxySupport}`;
        it(`are ${isKept ? 'kept for reads' : 'new for each read'}, and new for each acting request: ${way}`, async () => {
          const asked = {
            cloud: 'fleet',
            ...(proxy && { proxy }),
            // A name that only the proxy knows cannot be asked for without it.
            ...(isKept ? { byAddress: true as const } : {}),
            settings: { proxySupport },
          } as const;
          const { requests, connections, own } = await networks.whileSignedIn(asked, measure);
          rows.push([proxy ?? '-', proxySupport, String(requests), String(connections), String(own)]);
          assert.equal(own, ACTING);
          if (isKept) {
            assert.ok(connections <= MOST_CONNECTIONS, `${connections} connections`);
          } else {
            assert.equal(connections, requests);
          }
        });
      }
    }
  });
}
