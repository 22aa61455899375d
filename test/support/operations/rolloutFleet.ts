import { ApiError } from '../../../src/api/errors/errors';
import { type Operation } from '../../../src/model/operation';
import { type AnyOperation } from '../../../src/model/operationSummary';
import { DEFAULT_POLICY, type RolloutPolicy } from '../../../src/model/rollout';
import { type OperationsClients } from '../../../src/operations/common/projectClients';
import { type RunnablePlan } from '../../../src/operations/operations';
import { TestClock } from '../testClock';
import { fakes, Harness, servers } from './harness';
import { MemoryFolder, type MemoryWindow } from './memoryFiles';

type Fate = 'succeeded' | 'failed' | 'running' | 'refused' | 'lost' | 'offline' | 'unwell';

/** A cloud with servers that have no phones. It records the restarts, and a test sets how each of them ends. */
export class Fleet {
  readonly clock = new TestClock();
  readonly folder = new MemoryFolder();
  /** The numbers of the servers in each request that left. */
  readonly posts: number[][] = [];
  readonly fates = new Map<number, Fate>();
  /** While true, requests wait as in the queue of a throttled host, until they are withdrawn. */
  isThrottled = false;
  /** Called when a request has left. */
  left: () => void = () => undefined;
  /** Called when a client is made. @returns whether that fails, as with a locked keyring */
  isLocked: () => boolean = () => false;
  /** While true, nobody is signed in. */
  isSignedOut = false;
  /** Responses come only after this promise has resolved. */
  answers: Promise<void> = Promise.resolve();

  constructor(readonly count: number) {}

  plan(waves: readonly number[], policy: Partial<RolloutPolicy> = {}): RunnablePlan {
    return {
      verb: 'restart',
      project: 'Staging',
      targets: servers(this.count),
      waves,
      policy: {
        ...DEFAULT_POLICY,
        asksAfterFirst: false,
        mostFailed: { percent: 100 },
        mostInARow: 1_000,
        waves: waves.map((count) => ({ count })),
        ...policy,
      },
      fleet: { listed: this.count, running: this.count },
    };
  }

  open(isStored = true): Harness {
    return isStored ? this.openWindow().harness : new Harness(() => this.clients(), this.clock);
  }

  openWindow(): { window: MemoryWindow; harness: Harness } {
    const window = this.folder.open();
    return { window, harness: new Harness(() => this.clients(), this.clock, window.store) };
  }

  private fateOf(id: string): Fate {
    return this.fates.get(Number.parseInt(id, 16)) ?? 'succeeded';
  }

  private clients(): OperationsClients {
    const base = fakes({
      cph: {
        restartServers: (ids, takeBack) => this.restart(ids, takeBack),
        listJobs: () => Promise.resolve(servers(this.count).map(({ id }) => this.job(id))),
        listPhones: () => Promise.resolve({ total: 0, received: 0, phones: [] }),
        listServers: ({ serverId: one, offset, limit }) => {
          const rows = servers(this.count)
            .filter(({ id }) => one === undefined || id === one)
            .map(({ id }) => ({ id, status: this.fateOf(id) === 'unwell' ? 2 : 5 }));
          const page = rows.slice(offset, offset + limit);
          return Promise.resolve({ total: rows.length, received: page.length, servers: page });
        },
      },
    });
    const cph: OperationsClients['cph'] = async (project) => {
      if (this.isSignedOut) {
        throw new ApiError('auth', 'Sign in first.', { didNotRun: true });
      }
      if (this.isLocked()) {
        throw new ApiError('auth', 'The keyring is locked.');
      }
      return base.cph(project);
    };
    return { ...base, cph };
  }

  private job(id: string) {
    const fate = this.fateOf(id);
    const state = fate === 'failed' || fate === 'running' ? fate : ('succeeded' as const);
    return { jobId: `job-${id}`, targetId: id, state, ...(state === 'failed' ? { code: 'CPS.0158' } : {}) };
  }

  private async restart(ids: readonly string[], takeBack: AbortSignal | undefined) {
    if (this.isThrottled) {
      return new Promise<never>((_resolve, reject) => {
        takeBack?.addEventListener('abort', () => {
          reject(takeBack.reason as Error);
        });
      });
    }
    this.posts.push(ids.map((id) => Number.parseInt(id, 16)));
    this.left();
    await this.answers;
    const fates = new Set(ids.map((id) => this.fateOf(id)));
    if (fates.has('refused')) {
      throw new ApiError('refused', 'Not now.', { didNotRun: true, cloudSaidNo: true });
    }
    if (fates.has('offline')) {
      throw new ApiError('network', 'Unreachable.', { didNotRun: true });
    }
    if (fates.has('lost')) {
      throw new ApiError('network', 'The connection broke.');
    }
    return { requestId: `r${this.posts.length}`, jobs: ids.map((id) => ({ targetId: id, jobId: `job-${id}` })) };
  }

  /** @returns how often the restart of each server was requested */
  acts(): number[] {
    return servers(this.count).map((_, index) => this.posts.flat().filter((one) => one === index + 1).length);
  }
}

export const endOf = ({ rollout }: AnyOperation): unknown => rollout?.end;
export const phasesOf = ({ targets }: Operation): string[] => targets.map(({ result, phase }) => result ?? phase);
/** @returns the only operation: whole, unless it is in the history */
export const first = (harness: Harness): AnyOperation => {
  const [operation] = harness.operations.list();
  if (operation === undefined) {
    throw new Error('There is no operation.');
  }
  return operation;
};
