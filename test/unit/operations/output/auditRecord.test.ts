import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redact } from '../../../../src/auth/redaction/redact';
import { Audit } from '../../../../src/operations/output/auditLog';
import { type OperationChange } from '../../../../src/operations/common/events';
import { NodeSharedFolder } from '../../../../src/storage/nodeSharedFolder';
import { fakes, Harness, logInto, servers } from '../../../support/operations/harness';
import { MemoryFolder, type MemoryWindow } from '../../../support/operations/memoryFiles';

const DAY = 86_400_000;
const NOON = Date.parse('2026-03-10T12:00:00.000Z');

/** @param count of targets: a long line has many */
const accepted = (number: number, count = 1): OperationChange & { readonly kind: 'accepted' } => ({
  kind: 'accepted',
  operation: {
    number,
    verb: 'restart',
    project: 'Staging',
    requests: 1,
    startedAt: 1,
    targets: servers(count).map((one) => ({ ...one, phase: 'waiting' })),
  },
});

/** The folder, and what of time and settings its windows have in common. */
class Shared {
  readonly folder = new MemoryFolder();
  readonly log: string[] = [];
  now = NOON;
  keepDays = 400;

  open(more: Partial<ConstructorParameters<typeof Audit>[0]> = {}): { audit: Audit; window: MemoryWindow } {
    const window = this.folder.open();
    const audit = new Audit({
      files: window,
      window: window.id,
      log: logInto(this.log),
      clean: (line: string) => line,
      who: () => Promise.resolve('dev1'),
      now: () => this.now,
      keepDays: () => this.keepDays,
      ...more,
    });
    return { audit, window };
  }

  /** A file as an earlier window left it. */
  left(day: string, line: string): void {
    this.folder.files.set(`${day}.there_1.jsonl`, line);
  }

  /** @returns the record as a window has it that was just opened. */
  async lines(): Promise<{ at: string; operation?: number; who?: unknown; event: string; lines?: number }[]> {
    const text = await this.open().audit.text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { at: string; event: string });
  }

  async numbers(): Promise<unknown[]> {
    return (await this.lines()).map(({ operation }) => operation);
  }
}

const day = (back: number): string => new Date(NOON - back * DAY).toISOString().slice(0, 10);
const lineOf = (back: number, operation: number): string =>
  `${JSON.stringify({ at: new Date(NOON - back * DAY).toISOString(), operation })}\n`;

describe('the record of all windows', () => {
  let shared: Shared;
  beforeEach(() => {
    shared = new Shared();
  });

  it('has the lines of each in the order of time, and is there after a restart', async () => {
    const one = shared.open();
    const other = shared.open();
    for (const [index, { audit }] of [one, other, one, other].entries()) {
      shared.now += 1;
      audit.follow(accepted(index + 1));
      await audit.saved();
    }
    one.window.kill();
    other.window.kill();
    assert.deepEqual(await shared.numbers(), [1, 2, 3, 4]);
  });

  it('has no file that two windows write on, and a new one each day', async () => {
    const audits = [shared.open().audit, shared.open().audit];
    for (const at of [NOON, NOON + DAY]) {
      shared.now = at;
      audits.forEach((audit) => {
        audit.follow(accepted(1));
      });
      await Promise.all(audits.map((audit) => audit.saved()));
    }
    assert.deepEqual(shared.folder.names(), [
      '2026-03-10.here_1.jsonl',
      '2026-03-10.here_2.jsonl',
      '2026-03-11.here_1.jsonl',
      '2026-03-11.here_2.jsonl',
    ]);
  });

  it('goes after as many days as the setting says, with what no window writes on any more', async () => {
    for (const back of [1, 2, 3, 30, 31, 400]) {
      shared.left(day(back), lineOf(back, back));
    }
    shared.folder.files.set('notes.txt', 'of somebody else');
    shared.keepDays = 30;
    const { audit } = shared.open();
    audit.follow(accepted(500));
    await audit.saved();
    assert.deepEqual(
      shared.folder.names('there'),
      [30, 3, 2, 1].map((back) => `${day(back)}.there_1.jsonl`),
    );
    shared.keepDays = 1;
    assert.deepEqual(await shared.numbers(), [1, 500]);
    assert.ok(shared.folder.files.has('notes.txt'));
  });

  it('is no larger than 50 MB: the oldest goes, and never what was written yesterday or today', async () => {
    const large = (back: number) => lineOf(back, back) + ' '.repeat(20_000_000);
    for (const back of [5, 4, 3, 1, 0]) {
      shared.left(day(back), large(back));
    }
    assert.deepEqual(await shared.numbers(), [1, 0]);
    shared.left(day(1), lineOf(1, 1));
    shared.left(day(3), large(3));
    shared.left(day(4), lineOf(4, 4));
    shared.left(day(5), large(5));
    assert.deepEqual(await shared.numbers(), [4, 3, 1, 0]);
  });

  it('has what happens in the moment in which it is read, or has just been written', async () => {
    const { audit } = shared.open();
    const reading = audit.text();
    audit.follow(accepted(1));
    await audit.saved();
    assert.deepEqual(await shared.numbers(), [1]);
    await reading;
  });

  it('is shown although an old file cannot be removed, which is told', async () => {
    shared.left(day(500), lineOf(500, 500));
    shared.left(day(1), lineOf(1, 1));
    const { audit, window } = shared.open();
    window.remove = () => Promise.reject(new Error('EBUSY'));
    assert.match(await audit.text(), /"operation":500/);
    assert.deepEqual(shared.log, ['warn Old files of the audit log cannot be removed: Error: EBUSY']);
  });

  it('is not erased by a clock that is wrong for a while', async () => {
    shared.left(day(40), lineOf(40, 40));
    shared.left(day(1), lineOf(1, 1));
    const { audit } = shared.open();
    for (const [number, jump] of [500, -500, 0].entries()) {
      shared.now = NOON + jump * DAY;
      audit.follow(accepted(number + 100));
      await audit.saved();
    }
    shared.now = NOON;
    const numbers = [...(await audit.text()).matchAll(/"operation":(\d+)/g)].map(([, number]) => Number(number));
    assert.deepEqual(
      numbers.sort((a, b) => a - b),
      [1, 40, 100, 101, 102],
    );
  });

  it('has each line, whatever a name in it looks like, and however alike two of them are', async () => {
    const secret = '123456789';
    const { audit } = shared.open({ clean: (line) => redact(line, [secret]) });
    const names = ['shop token: 5', 'x;cookie: y', '{"token":"abc', `key ${secret}`, 'Team (Token: A)'];
    for (const name of names) {
      const { operation } = accepted(7);
      const target = { id: 'i1', name, phase: 'settled', result: 'succeeded' } as const;
      audit.follow({ kind: 'target', operation: { ...operation, project: name }, target });
      audit.follow({ kind: 'target', operation: { ...operation, project: name }, target });
    }
    await audit.saved();
    assert.equal((await shared.lines()).length, names.length * 2);
    assert.ok(![...shared.folder.files.values()].join('').includes(secret));
  });

  it('shows what can be read when one file cannot, and says which', async () => {
    shared.left(day(2), lineOf(2, 2));
    shared.left(day(1), lineOf(1, 1));
    const { audit, window } = shared.open();
    const read = window.read.bind(window);
    window.read = (name) => (name.startsWith(day(2)) ? Promise.reject(new Error('EIO')) : read(name));
    const lines = (await audit.text()).trim().split('\n');
    assert.match(lines[0] ?? '', /"event":"unreadable","file":"2026-03-08\.there_1\.jsonl","why":"Error: EIO"/);
    assert.match(lines[1] ?? '', /"operation":1/);
  });

  it('shows no line that broke off, and each line once', async () => {
    shared.left(day(2), `${lineOf(2, 2)}${lineOf(1, 1).slice(0, 20)}\n\n7\n${lineOf(2, 2)}${lineOf(1, 1)}`);
    assert.deepEqual(await shared.numbers(), [2, 1]);
  });
});

describe('who did it', () => {
  it('is nobody where the keyring is locked, and no line is lost for that', async () => {
    const shared = new Shared();
    let asked = 0;
    const who = () => (++asked === 1 ? Promise.reject(new Error('the keyring is locked')) : Promise.resolve('dev2'));
    const { audit } = shared.open({ who });
    audit.follow(accepted(1));
    audit.follow(accepted(2));
    await audit.saved();
    assert.deepEqual(
      (await shared.lines()).map(({ operation, who: name }) => [operation, name]),
      [
        [1, null],
        [2, 'dev2'],
      ],
    );
    assert.deepEqual(shared.log, []);
  });

  it('is asked when it happens, not when it is written', async () => {
    const shared = new Shared();
    let signedIn = 'dev1';
    const { audit } = shared.open({ who: () => Promise.resolve(signedIn) });
    audit.follow(accepted(1));
    audit.follow(accepted(2));
    signedIn = 'dev2';
    await audit.saved();
    assert.deepEqual(
      (await shared.lines()).map(({ who }) => who),
      ['dev1', 'dev1'],
    );
  });
});

describe('what a window writes', () => {
  it('is JSON in every line', async () => {
    const shared = new Shared();
    const { audit } = shared.open();
    audit.follow(accepted(1));
    audit.follow(accepted(2));
    await audit.saved();
    const lines = [...shared.folder.files.values()].join('').split('\n');
    assert.equal(lines.pop(), '');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { operation: number }).operation),
      [1, 2],
    );
  });

  it('waits until it is known who did it', async () => {
    const shared = new Shared();
    let tell: (who: string) => void = () => undefined;
    const who = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const { audit } = shared.open({ who: () => who });
    audit.follow(accepted(1));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(shared.folder.names(), []);
    tell('dev1');
    await audit.saved();
    assert.deepEqual(
      (await shared.lines()).map((line) => line.who),
      ['dev1'],
    );
  });

  it('is no file when it closes and has noted nothing', () => {
    const shared = new Shared();
    shared.open().audit.dispose();
    assert.deepEqual(shared.folder.names(), []);
  });

  it('has nobody as who did it when it is told after it closed', async () => {
    const shared = new Shared();
    const { audit } = shared.open();
    audit.dispose();
    audit.follow(accepted(1));
    audit.follow(accepted(2));
    assert.deepEqual(
      (await shared.lines()).map(({ who }) => who),
      [null, null],
    );
    assert.equal([...shared.folder.files.values()].join('').trim().split('\n').length, 2);
  });
});

describe('the record on a disk that fails', () => {
  it('is told of again when the disk fails again, and of nothing in between', async () => {
    const shared = new Shared();
    const { audit, window } = shared.open();
    for (const fault of [new Error('full'), undefined, undefined, new Error('full'), undefined]) {
      window.fault = fault;
      shared.now += 1;
      audit.follow(accepted(1));
      await audit.saved();
    }
    assert.deepEqual(
      shared.log.map((line) => line.split(' ')[0]),
      ['error', 'info', 'error', 'info'],
    );
    assert.equal((await shared.lines()).length, 5);
  });

  it('has everything when the disk works again, and the log tells once of each', async () => {
    const shared = new Shared();
    const { audit, window } = shared.open();
    window.fault = new Error('the disk is full');
    for (const number of [1, 2, 3]) {
      shared.now += 1;
      audit.follow(accepted(number));
      await audit.saved();
    }
    assert.match(await audit.text(), /"operation":1[^]*"operation":2[^]*"operation":3/);
    assert.deepEqual(await shared.numbers(), []);
    window.fault = undefined;
    shared.now += 1;
    audit.follow(accepted(4));
    await audit.saved();
    assert.deepEqual(await shared.numbers(), [1, 2, 3, 4]);
    assert.deepEqual(shared.log, [
      'error The audit log cannot be written: Error: the disk is full',
      'info The audit log is written again.',
    ]);
  });

  it('has a line that broke off in the middle as a whole, when the disk works again', async () => {
    const shared = new Shared();
    const { audit, window } = shared.open();
    const append = window.append.bind(window);
    window.append = (name, text) => {
      window.appendNow(name, text.slice(0, -10));
      return Promise.reject(new Error('ENOSPC'));
    };
    audit.follow(accepted(1));
    await audit.saved();
    window.append = append;
    shared.now += 1;
    audit.follow(accepted(2));
    await audit.saved();
    assert.deepEqual(await shared.numbers(), [1, 2]);
  });

  it('keeps no more than 5 MB of what is not written, and says how many lines went', async () => {
    const shared = new Shared();
    const { audit, window } = shared.open();
    window.fault = new Error('the disk is full');
    for (let number = 1; number <= 8; number++) {
      shared.now += 1;
      audit.follow(accepted(number, 30_000));
      await audit.saved();
    }
    window.fault = undefined;
    const lines = (await audit.text()).trim().split('\n');
    const said = lines.map((line) => JSON.parse(line) as { operation?: number; event: string; lines?: number });
    const gap = said.find(({ event }) => event === 'lost');
    const kept = said.flatMap(({ operation }) => operation ?? []);
    assert.deepEqual(kept, [5, 6, 7, 8]);
    assert.equal(gap?.lines, 4);
    assert.ok(lines.join('').length <= 5_100_000);
  });
});

describe('a window that closes', () => {
  it('writes at once what is not written, although nobody said yet who did it', async () => {
    const shared = new Shared();
    const { audit, window } = shared.open({ who: () => new Promise(() => undefined) });
    audit.follow(accepted(1));
    audit.dispose();
    window.kill();
    assert.deepEqual(
      (await shared.lines()).map(({ operation, who }) => [operation, who]),
      [[1, null]],
    );
  });

  it('writes a line once although it knows a moment later who did it, or the disk was about to take it', async () => {
    const shared = new Shared();
    const { audit } = shared.open();
    audit.follow(accepted(1));
    audit.dispose();
    await audit.saved();
    const later = shared.open();
    const appending = new Promise<void>((resolve) => {
      const append = later.window.append.bind(later.window);
      later.window.append = (name, text) => {
        resolve();
        return append(name, text);
      };
    });
    shared.now += 1;
    later.audit.follow(accepted(2));
    await appending;
    later.audit.dispose();
    await later.audit.saved();
    assert.deepEqual(await shared.numbers(), [1, 2]);
  });

  it('has in the record what it did not send any more, and what it is told after it closed', async () => {
    const shared = new Shared();
    const harness = new Harness(() => fakes({ cph: { restartServers: () => new Promise(() => undefined) } }));
    const { audit, window } = shared.open();
    harness.operations.onDidChange((change) => {
      audit.follow(change);
    });
    harness.start('restart', 'Staging', servers(250));
    harness.operations.dispose();
    audit.dispose();
    audit.follow(accepted(9));
    window.kill();
    const lines = await shared.lines();
    assert.ok(lines.filter(({ event }) => event === 'result').length > 0);
    assert.equal(lines.at(-1)?.operation, 9);
  });

  it('says that the disk takes nothing, and throws nothing', () => {
    const shared = new Shared();
    const { audit, window } = shared.open();
    window.fault = new Error('the disk is full');
    audit.dispose();
    audit.follow(accepted(1));
    audit.follow(accepted(2));
    assert.deepEqual(shared.log, ['error The audit log cannot be written: Error: the disk is full']);
  });
});

describe('the record on a real disk', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'audit-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const open = (window: string): Audit =>
    new Audit({
      files: new NodeSharedFolder(join(home, 'storage', 'audit')),
      window,
      log: logInto([]),
      clean: (line) => line,
      who: () => Promise.resolve('dev1'),
      now: () => Date.now(),
      keepDays: () => 400,
    });

  it('has every line of windows that write at the same time, each of them whole', async () => {
    const audits = ['m/1/a', 'm/2/b', 'm/3/c'].map(open);
    const count = 200;
    for (let number = 0; number < count; number++) {
      audits.forEach((audit, index) => {
        audit.follow(accepted(number * audits.length + index, 50));
      });
      if (number % 10 === 0) {
        await Promise.all(audits.map((audit) => audit.saved()));
      }
    }
    audits.forEach((audit) => {
      audit.dispose();
    });
    const lines = (await open('m/4/d').text()).trim().split('\n');
    const numbers = lines.map((line) => (JSON.parse(line) as { operation: number }).operation);
    assert.deepEqual(
      [...numbers].sort((a, b) => a - b),
      Array.from({ length: count * audits.length }, (_, number) => number),
    );
  });
});
