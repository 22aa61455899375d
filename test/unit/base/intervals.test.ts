import assert from 'node:assert/strict';
import { HostQueue } from '../../../src/api/http/hostQueue';
import { CredentialCache } from '../../../src/auth/store/credentialCache';
import { CredentialVault } from '../../../src/auth/store/vault';
import { RateLimiter } from '../../../src/base/rateLimiter';
import { Throttle } from '../../../src/base/throttle';
import { InventoryCache } from '../../../src/inventory/cache/inventoryCache';
import { LogLines } from '../../support/api';
import { TestClock } from '../../support/testClock';
import { turnOfTheLoop } from '../../support/until';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

const JUMPS: readonly (readonly [string, number])[] = [
  ['back by eight hours', -8 * HOUR_MS],
  ['forward by half a minute', 30 * SECOND_MS],
  ['forward by two hours', 2 * HOUR_MS],
];

for (const [words, jumpMs] of JUMPS) {
  describe(`a wall clock that is set ${words}`, () => {
    let clock: TestClock;
    beforeEach(() => (clock = new TestClock()));

    it('leaves the rate of requests as it is', async () => {
      const limiter = new RateLimiter(clock, SECOND_MS, () => 2);
      const left: string[] = [];
      const ask = async (name: string): Promise<void> => {
        await limiter.turn(new AbortController().signal);
        left.push(name);
      };
      for (const name of ['a', 'b', 'c', 'd']) {
        void ask(name);
      }
      await turnOfTheLoop();
      clock.advance(400);
      clock.jump(jumpMs);
      assert.equal(limiter.waitMs(), 600);
      clock.advance(599);
      await turnOfTheLoop();
      assert.deepEqual(left, ['a', 'b']);
      clock.advance(1);
      await turnOfTheLoop();
      assert.deepEqual(left, ['a', 'b', 'c', 'd']);
      assert.equal(clock.pending, 0);
    });

    it('leaves the pause of a throttled host as it is', async () => {
      const queue = new HostQueue(() => 8, clock);
      queue.slowDown('a', 40 * SECOND_MS);
      clock.jump(jumpMs);
      let isThrough = false;
      void queue.enter('a').then(() => (isThrough = true));
      clock.advance(40 * SECOND_MS - 1);
      await turnOfTheLoop();
      assert.equal(isThrough, false);
      clock.advance(1);
      await turnOfTheLoop();
      assert.equal(isThrough, true);
      assert.equal(clock.pending, 0);
    });

    it('shows a list that is being read neither earlier nor later', () => {
      const throttle = new Throttle(clock);
      assert.equal(throttle.isTime(), true);
      clock.jump(jumpMs);
      clock.advance(199);
      assert.equal(throttle.isTime(), false);
      clock.advance(1);
      assert.equal(throttle.isTime(), true);
    });

    it('leaves the time between two writes of the cache as it is', () => {
      const files = {
        names: () => [],
        read: () => Promise.resolve(undefined),
        write: () => Promise.resolve(),
        remove: () => Promise.resolve(),
      };
      const cache = new InventoryCache({ files, clock, log: new LogLines(), projects: () => [] });
      const keep = (): void => {
        cache.keepSoon('Staging', 'servers', () => ({ lists: [], isWhole: true }));
      };
      keep();
      clock.advance(SECOND_MS);
      clock.jump(jumpMs);
      keep();
      assert.equal(clock.nextDelayMs, 2 * SECOND_MS);
      cache.dispose();
    });

    it('leaves the rest of a secret store as it is that did not answer', async () => {
      let asked = 0;
      const secrets = {
        get: () => new Promise<string | undefined>(() => asked++),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
        onDidChange: () => ({ dispose: () => undefined }),
      };
      const vault = new CredentialVault({ secrets, clock, log: new LogLines(), onLateRead: () => undefined });
      const read = vault.read('Staging');
      clock.advance(10 * SECOND_MS);
      await assert.rejects(read, /does not respond/);
      clock.jump(jumpMs);
      clock.advance(60 * SECOND_MS - 1);
      await assert.rejects(vault.read('Staging'), /does not respond/);
      assert.equal(asked, 1);
      clock.advance(1);
      const again = vault.read('Staging');
      assert.equal(asked, 2);
      clock.advance(10 * SECOND_MS);
      await assert.rejects(again, /does not respond/);
    });

    it('leaves the rest of a secret store as it is that failed', async () => {
      let asked = 0;
      const secrets = {
        get: () => Promise.reject(new Error(`no ${++asked}`)),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
        onDidChange: () => ({ dispose: () => undefined }),
      };
      const cache = new CredentialCache({ secrets, clock, log: new LogLines() });
      await assert.rejects(cache.get('Staging'), /cannot be read/);
      clock.jump(jumpMs);
      clock.advance(60 * SECOND_MS - 1);
      await assert.rejects(cache.get('Staging'), /cannot be read/);
      assert.equal(asked, 1);
      clock.advance(1);
      await assert.rejects(cache.get('Staging'), /cannot be read/);
      assert.equal(asked, 2);
      cache.dispose();
    });
  });
}
