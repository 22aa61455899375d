import assert from 'node:assert/strict';
import { SettingsSync } from '../../../src/auth/settingsSync';
import { readProjects } from '../../../src/config/projects';
import { projectSetting } from '../../cloud/project';
import { type Bench, openBench } from '../../support/signIn';
import { turnOfTheLoop, until } from '../../support/until';

type Entry = Readonly<Record<string, unknown>>;

describe('the stored sign-in of a project that', () => {
  let bench: Bench;
  let entries: Entry[];
  /** What outlives a window. */
  let memory: Map<string, unknown>;
  /** While set, nothing more is remembered. */
  let memoryFailure: Error | undefined;
  let follower: SettingsSync;

  beforeEach(async () => {
    bench = await openBench();
    memory = new Map();
    memoryFailure = undefined;
    entries = [entry('One'), entry('Two')];
    follower = newFollower(bench);
    await bench.signIn(bench.project({ name: 'One' }));
    // This window hears of its own write and reads the secret again.
    await until(() => bench.clock.pending === 0);
  });
  afterEach(async () => {
    follower.dispose();
    await bench.close();
  });

  const entry = (name: string, differs: Entry = {}): Entry => ({ ...projectSetting(bench.cloud), name, ...differs });
  const newFollower = ({ clock, log }: Bench, { sessions } = bench): SettingsSync =>
    new SettingsSync({
      sessions,
      clock,
      log,
      memory: {
        get: (key) => memory.get(key),
        update: (key, value) => {
          if (memoryFailure !== undefined) {
            return Promise.reject(memoryFailure);
          }
          memory.set(key, structuredClone(value));
          return Promise.resolve();
        },
      },
      configured: () => ({
        projects: readProjects(entries).projects,
        mentioned: new Set(
          entries.flatMap(({ name, account }) => [name, account]).filter((x) => typeof x === 'string'),
        ),
      }),
    });
  const edit = (...now: Entry[]): void => {
    entries = now;
    follower.follow();
  };
  const accounts = (): string[] => [...bench.secrets.stored.keys()].map((key) => key.split('.').slice(2).join('.'));
  const turn = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) {
      await turnOfTheLoop();
    }
  };

  it('is renamed moves to the new name, at once and in every window', async () => {
    const other = bench.openWindow();
    await other.sessions.state(bench.project({ name: 'One' }));
    const second = newFollower(bench, { ...bench, sessions: other.sessions });
    edit(entry('Uno'), entry('Two'));
    second.follow();
    await until(() => accounts().join() === 'Uno');
    for (const { sessions } of [bench, other]) {
      assert.equal(await sessions.state(bench.project({ name: 'Uno' })), 'signedIn');
      assert.equal(await sessions.state(bench.project({ name: 'One' })), 'signedOut');
    }
    second.dispose();
  });

  it('is renamed letter by letter ends under the last name', async () => {
    edit(entry('On'), entry('Two'));
    edit(entry('O'), entry('Two'));
    edit(entry('Other'), entry('Two'));
    await until(() => accounts().join() === 'Other');
  });

  it('is removed by hand is deleted after a minute', async () => {
    edit(entry('Two'));
    bench.clock.advance(30_000);
    edit(entry('Two'), entry('Three'));
    bench.clock.advance(29_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
    bench.clock.advance(1000);
    await until(() => accounts().length === 0);
    assert.equal(await bench.sessions.state(bench.project({ name: 'One' })), 'signedOut');
  });

  it('returns within the minute stays', async () => {
    edit();
    bench.clock.advance(30_000);
    edit(entry('One'), entry('Two'));
    bench.clock.advance(120_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
  });

  /** The window closes; only what is remembered stays. */
  const close = (): void => {
    follower.dispose();
  };
  /** Another window opens. */
  const reopen = (): void => {
    follower = newFollower(bench);
  };

  it('is removed goes when the next window opens, where the first one closed before the minute was over', async () => {
    edit(entry('Two'));
    assert.equal(bench.clock.pending, 1);
    bench.clock.advance(30_000);
    close();
    assert.equal(bench.clock.pending, 0);
    bench.clock.advance(3_600_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
    reopen();
    bench.clock.advance(0);
    await until(() => accounts().length === 0);
  });

  it('is removed goes after the rest of the minute where the next window opens at once', async () => {
    edit(entry('Two'));
    bench.clock.advance(30_000);
    close();
    reopen();
    bench.clock.advance(29_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
    bench.clock.advance(1000);
    await until(() => accounts().length === 0);
  });

  it('is removed while no window is open goes a minute after the next one opens', async () => {
    close();
    entries = [entry('Two')];
    bench.clock.advance(3_600_000);
    reopen();
    bench.clock.advance(59_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
    bench.clock.advance(1000);
    await until(() => accounts().length === 0);
  });

  it('is removed and comes back while no window is open stays', async () => {
    edit(entry('Two'));
    close();
    entries = [entry('One'), entry('Two')];
    bench.clock.advance(3_600_000);
    reopen();
    bench.clock.advance(3_600_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
    edit(entry('Two'));
    bench.clock.advance(59_000);
    await turn();
    assert.deepEqual(accounts(), ['One'], 'it has another minute');
  });

  it('is removed goes within a minute though the clock was put back since', async () => {
    edit(entry('Two'));
    close();
    bench.clock.jump(-3_600_000);
    reopen();
    bench.clock.advance(60_000);
    await until(() => accounts().length === 0);
  });

  it('is removed and cannot be deleted goes when the next window opens', async () => {
    bench.secrets.failure = { on: 'delete', error: new Error('locked') };
    edit(entry('Two'));
    bench.clock.advance(60_000);
    await until(() => bench.log.lines.some((line) => line.includes('could not be deleted')));
    close();
    bench.secrets.failure = undefined;
    reopen();
    bench.clock.advance(0);
    await until(() => accounts().length === 0);
  });

  it('was renamed while its secret could not be moved keeps no secret behind', async () => {
    bench.secrets.failure = { on: 'store', error: new Error('locked') };
    edit(entry('Uno'), entry('Two'));
    await until(() => bench.log.lines.some((line) => line.includes('could not be moved to')));
    close();
    bench.secrets.failure = undefined;
    reopen();
    bench.clock.advance(60_000);
    await until(() => accounts().length === 0);
  });

  describe('is new, and whose entry the person is to write into the settings,', () => {
    const DAY = 24 * 3_600_000;
    beforeEach(async () => {
      follower.expect('Three');
      await bench.signIn(bench.project({ name: 'Three' }));
      await until(() => bench.clock.pending === 1);
    });

    it('is deleted after a day', async () => {
      edit(entry('One'));
      bench.clock.advance(60_000);
      edit(entry('One'), entry('Two'));
      bench.clock.advance(DAY - 61_000);
      await turn();
      assert.deepEqual(accounts(), ['One', 'Three']);
      bench.clock.advance(1000);
      await until(() => accounts().join() === 'One');
      assert.ok(!JSON.stringify([...memory]).includes('Three'));
    });

    it('stays when the entry is there before the day is over, and then goes as every other', async () => {
      bench.clock.advance(DAY - 1000);
      edit(entry('One'), entry('Two'), entry('Three'));
      bench.clock.advance(2 * DAY);
      await turn();
      assert.deepEqual(accounts(), ['One', 'Three']);
      edit(entry('One'), entry('Two'));
      bench.clock.advance(60_000);
      await until(() => accounts().join() === 'One');
    });

    it('goes with the rest of the day when the window closes, and at once in the next one after it', async () => {
      close();
      bench.clock.advance(DAY - 1000);
      reopen();
      await turn();
      assert.deepEqual(accounts(), ['One', 'Three']);
      close();
      bench.clock.advance(3_600_000);
      reopen();
      bench.clock.advance(0);
      await until(() => accounts().join() === 'One');
    });

    it('has another day when it is signed in once more', async () => {
      bench.clock.advance(DAY - 1000);
      follower.expect('Three');
      bench.clock.advance(DAY - 1000);
      await turn();
      assert.deepEqual(accounts(), ['One', 'Three']);
      bench.clock.advance(1000);
      await until(() => accounts().join() === 'One');
    });
  });

  it('is the only thing that is remembered, by its name: no secret is', async () => {
    edit(entry('Two'));
    const remembered = JSON.stringify([...memory]);
    assert.match(remembered, /"One"/);
    assert.ok(!remembered.includes(bench.attempt.password));
    bench.clock.advance(60_000);
    await until(() => !JSON.stringify([...memory]).includes('"One"'));
  });

  it('is removed goes also where nothing can be remembered, with a line in the log', async () => {
    memory.clear();
    memoryFailure = new Error('disk full');
    edit(entry('Two'));
    await until(() => bench.log.lines.some((line) => line.includes('could not be remembered: Error: disk full')));
    bench.clock.advance(60_000);
    await until(() => accounts().length === 0);
  });

  it('is removed is noticed also where what is remembered cannot be read', async () => {
    close();
    for (const rubbish of ['text', { One: 1 }, [{ account: 1 }], null]) {
      memory = new Map([...memory.keys()].map((key) => [key, rubbish]));
      reopen();
      close();
    }
    reopen();
    edit(entry('Two'));
    bench.clock.advance(60_000);
    await until(() => accounts().length === 0);
  });

  it('is invalid for a while stays, also when the next window opens', async () => {
    edit(entry('One', { region: 'no region' }), entry('Two'));
    bench.clock.advance(120_000);
    await turn();
    close();
    reopen();
    bench.clock.advance(120_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
  });

  it('shares its account stays for the other projects', async () => {
    edit(entry('Two'), entry('Three', { account: 'One' }));
    bench.clock.advance(120_000);
    await turn();
    assert.deepEqual(accounts(), ['One']);
    edit(entry('Two'));
    bench.clock.advance(60_000);
    await until(() => accounts().length === 0);
  });

  const others: readonly (readonly [string, () => Entry[]])[] = [
    ['has other hosts', () => [entry('Uno', { endpoints: { iam: 'https://iam.example.com' } }), entry('Two')]],
    ['has another id', () => [entry('Uno', { projectId: 'f'.repeat(32) }), entry('Two')]],
    ['stands elsewhere', () => [entry('Two'), entry('Uno')]],
    ['names another account', () => [entry('Uno', { account: 'Else' }), entry('Two')]],
    ['is one of two that changed', () => [entry('Uno'), entry('Due')]],
  ];
  for (const [what, now] of others) {
    it(`got another name and ${what} is not moved, and is deleted`, async () => {
      edit(...now());
      await turn();
      assert.deepEqual(accounts(), ['One']);
      bench.clock.advance(60_000);
      await until(() => accounts().length === 0);
    });
  }

  it('gets the name of an account with its own sign-in does not replace that one', async () => {
    await bench.signIn(
      bench.project({ name: 'Uno' }),
      { password: true },
      {
        kind: 'token',
        token: bench.cloud.issueToken(),
      },
    );
    const before = bench.secrets.stored.get('cloudPhone.credential.Uno');
    edit(entry('Uno'), entry('Two'));
    await until(() => accounts().join() === 'Uno');
    assert.equal(bench.secrets.stored.get('cloudPhone.credential.Uno'), before);
  });

  it('cannot be moved or deleted is named in the log', async () => {
    bench.secrets.failure = { on: 'store', error: new Error('locked') };
    edit(entry('Uno'), entry('Two'));
    await until(() => bench.log.lines.some((line) => line.includes('could not be moved')));
    assert.equal(await bench.sessions.state(bench.project({ name: 'One' })), 'signedIn');
    bench.secrets.failure = { on: 'delete', error: new Error('locked') };
    edit(entry('One'), entry('Two'));
    edit();
    bench.clock.advance(60_000);
    await until(() => bench.log.lines.some((line) => line.includes('could not be deleted')));
  });
});
