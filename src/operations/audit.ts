import { type Log } from '../model/log';
import { type Operation } from '../model/operation';
import { type Rollout } from '../model/rollout';
import { type OperationChange } from './change';
import { type Files } from './files';
import { countResults } from './summary';

/** The file that is written on; `audit.1.jsonl` is the one before it, and so on. */
const NAME = 'audit.jsonl';
const OLDER = 4;
const FULL = 1_000_000;

interface Parts {
  readonly files: Pick<Files, 'create' | 'append' | 'read' | 'write' | 'remove'>;
  readonly log: Log;
  /** @returns who acts in a project, as the sign-in is called; never a secret */
  who(project: string): Promise<string | undefined>;
  /** Takes out of a line what is secret, should the cloud have said it. */
  clean(line: string): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * The record of what this window did: JSON lines, only ever added to, in files of a bounded size. A listener of the
 * engine; a disk that fails is told of once, and stops nothing.
 */
export class Audit {
  private queue: (() => Promise<string>)[] = [];
  private writing: Promise<void> | undefined;
  private size: number | undefined;
  private hasFailed = false;

  constructor(private readonly parts: Parts) {}

  /** Takes note of one event of the engine. */
  follow(change: OperationChange): void {
    const entry = entryOf(change);
    if (entry === undefined) {
      return;
    }
    const { number, project, verb } = change.operation;
    const at = new Date(this.parts.now()).toISOString();
    this.queue.push(async () => {
      const who = 'ids' in entry ? { who: (await this.parts.who(project)) ?? null } : {};
      return this.parts.clean(JSON.stringify({ at, operation: number, verb, project, ...who, ...entry }));
    });
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** @returns all that is kept, oldest line first */
  async text(): Promise<string> {
    await this.saved();
    const names = [...Array.from({ length: OLDER }, (_, index) => olderName(OLDER - index)), NAME];
    const files = await Promise.all(names.map((name) => this.parts.files.read(name)));
    return files.map((data) => Buffer.from(data ?? []).toString()).join('');
  }

  /** Resolves when all that was noted so far is on the disk. */
  async saved(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    while (this.queue.length > 0) {
      const entries = this.queue;
      this.queue = [];
      try {
        const lines: string[] = [];
        for (const make of entries) {
          lines.push(`${await make()}\n`);
        }
        await this.append(lines.join(''));
      } catch (error) {
        this.fail(error);
      }
    }
  }

  private async append(text: string): Promise<void> {
    const { files } = this.parts;
    files.create(NAME, '');
    this.size ??= (await files.read(NAME))?.length ?? 0;
    if (this.size > 0 && this.size + text.length > FULL) {
      await this.rotate();
    }
    await files.append(NAME, text);
    this.size += Buffer.byteLength(text);
  }

  private async rotate(): Promise<void> {
    const { files } = this.parts;
    for (let age = OLDER; age >= 1; age--) {
      const data = await files.read(age === 1 ? NAME : olderName(age - 1));
      if (data !== undefined) {
        await files.write(olderName(age), data);
      }
    }
    await files.remove(NAME);
    files.create(NAME, '');
    this.size = 0;
  }

  private fail(error: unknown): void {
    if (!this.hasFailed) {
      this.hasFailed = true;
      this.parts.log.error(`The audit log cannot be written: ${String(error)}`);
    }
  }
}

const olderName = (age: number): string => `audit.${age}.jsonl`;

/** What a line says of a change; nothing for one that tells nobody what was done. The cloud's own texts stay out. */
function entryOf(change: OperationChange): object | undefined {
  const { operation } = change;
  switch (change.kind) {
    case 'accepted':
      return { event: 'started', ids: idsOf(operation), ...wavesOf(operation) };
    case 'resumed':
      return { event: 'taken over', ids: idsOf(operation) };
    case 'rolled':
      return rolledEntry(operation.rollout, change.before);
    case 'target': {
      const { id, name, userId, phase, result, code, jobId, requestId } = change.target;
      return phase === 'settled' ? { event: 'result', id, name, userId, result, code, jobId, requestId } : undefined;
    }
    case 'done':
      return { event: 'ended', counts: countResults(operation), end: operation.rollout?.end };
    case 'throttled':
    case 'shown':
    case 'removed':
      return undefined;
  }
}

const idsOf = ({ targets }: Operation): readonly string[] => targets.map(({ id }) => id);

const wavesOf = ({ rollout }: Operation): object =>
  rollout === undefined ? {} : { waves: rollout.waves, policy: rollout.policy };

function rolledEntry(now: Rollout | undefined, before: Rollout): object | undefined {
  if (now === undefined) {
    return undefined;
  }
  const { wave, step, hold, end, stopsAfterWave } = now;
  if (end !== undefined) {
    return { event: 'stopped', wave, why: end };
  }
  if (hold !== before.hold) {
    return hold === undefined ? { event: 'let go on', wave, was: before.hold } : { event: 'held', wave, why: hold };
  }
  if (stopsAfterWave !== before.stopsAfterWave) {
    return { event: 'stops after wave', wave };
  }
  return step === 'acting' && before.step !== 'acting' ? { event: 'wave', wave } : undefined;
}
