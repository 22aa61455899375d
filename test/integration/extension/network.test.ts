import assert from 'node:assert/strict';
import https from 'node:https';
import Mocha from 'mocha';
import { type Networks, openNetworks } from '../support/network/networks';
import { CASES, type NetworkCase, OUTCOMES, SIGNED_IN, UNCHECKED_CASES } from '../support/network/cases';
import { readNetworkFiles } from '../support/network/files';
import { WatchedWindow } from '../support/window';
import { tableLines } from '../../support/table';

const isLowest = process.env.CLOUD_PHONE_VSCODE === 'lowest';

const files = readNetworkFiles();

// On a machine that cannot run these tests there are no files. The set-up has said why.
if (files !== undefined) {
  describe('corporate networks', function () {
    this.timeout(60_000);
    const rows: string[][] = [['case', 'expected', 'seen', 'requests', 'asked of a proxy']];
    let networks: Networks | undefined;
    let window: WatchedWindow;

    before(async () => {
      window = new WatchedWindow();
      // Before the first sign-in a question about hosts outside the provider's is asked.
      window.answer = ({ buttons }) => buttons[0];
      networks = await openNetworks(files, window);
    });
    after(async () => {
      window.dispose();
      await networks?.close();
      tableLines(rows).forEach((line) => {
        Mocha.reporters.Base.consoleLog(line);
      });
    });

    function hold(one: NetworkCase): void {
      it(`${one.name}: ${one.expected.word}`, async () => {
        assert.ok(networks);
        const { outcome, requests, proxied } = await networks.trySignIn(one);
        const word = OUTCOMES.find(({ says }) => says.test(outcome))?.word ?? outcome;
        rows.push([one.name, one.expected.word, word, String(requests), proxied[0] ?? '-']);
        assert.match(outcome, one.expected.says);
        assert.equal(requests, one.expected === SIGNED_IN ? 1 : 0);
        assert.ok(!proxied.some((line) => line.startsWith('OVERHEARD')), proxied.join('\n'));
        if (one.asked === undefined) {
          assert.deepEqual(proxied, []);
        } else {
          assert.match(proxied[0] ?? '', one.asked);
        }
      });
    }
    const held = (cases: readonly NetworkCase[]): readonly NetworkCase[] =>
      cases.filter(({ everywhere }) => everywhere === true || !isLowest);

    held(CASES).forEach(hold);

    describe('with another extension that switches off the check of certificates for all', () => {
      const isAnswered = (url: string): Promise<boolean> =>
        new Promise((resolve) => {
          const asked = https.get(url, { headers: { connection: 'close' } }, (answer) => {
            answer.resume();
            resolve(true);
          });
          asked.on('error', () => {
            resolve(false);
          });
        });

      before(async () => {
        assert.ok(networks);
        const { origin } = networks.clouds.unknown;
        assert.equal(await isAnswered(origin), false);
        process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
        https.globalAgent.options.rejectUnauthorized = false;
        assert.equal(await isAnswered(origin), true);
      });
      after(() => {
        delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
        delete https.globalAgent.options.rejectUnauthorized;
      });

      held(UNCHECKED_CASES).forEach(hold);
    });
  });
}
