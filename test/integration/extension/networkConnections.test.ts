import assert from 'node:assert/strict';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { CloudPhoneApi } from '../../../cloud-phone-manager';
import { type Cloud } from '../../cloud/cloud';
import { type Networks, openNetworks } from '../support/network/networks';
import { readNetworkFiles } from '../support/network/files';
import { tableLines } from '../../support/table';
import { WatchedWindow } from '../support/window';

const ROWS = 2030;
/** Eight requests run at once. A few more connections are opened while others are being returned to the pool. */
const MOST_CONNECTIONS = 16;
const ACTING = 3;

interface Measured {
  readonly requests: number;
  readonly connections: number;
  /** How many acting requests had a connection that no other request used. */
  readonly own: number;
}

const files = readNetworkFiles();

// On a machine that cannot run these tests there are no files. The set-up has said why.
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
      // Questions are asked about hosts outside the provider's before the first sign-in, and before each act.
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
        // VS Code's proxy support opens a new connection to the proxy for each request.
        const isKept = proxy === undefined || proxySupport === 'off';
        const way = `${proxy === undefined ? 'without a proxy' : 'with a proxy'}, http.proxySupport ${proxySupport}`;
        it(`are ${isKept ? 'kept for reads' : 'new for each read'}, and new for each acting request: ${way}`, async () => {
          const asked = {
            cloud: 'fleet',
            ...(proxy && { proxy }),
            // Without the proxy the cloud has no name: only the proxy knows it.
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
