import { CphClient } from '../../../src/api/cph/client';
import { KooPhoneClient } from '../../../src/api/koophone/client';
import { type Fetch, send } from '../../../src/api/http/fetch';
import { type Log } from '../../../src/base/log';
import { type Operation, type Result, type Target, type TargetState } from '../../../src/model/operation';
import { type AnyOperation, isWhole } from '../../../src/model/operationSummary';
import { type Verb } from '../../../src/model/verbs';
import { type OperationChange } from '../../../src/operations/common/events';
import { type CphLike, type KooPhoneLike, type OperationsClients } from '../../../src/operations/common/projectClients';
import { Operations, type OperationsOptions, type StartedOperation } from '../../../src/operations/operations';
import { linesFor } from '../../../src/operations/output/logLines';
import { type Cloud, startCloud } from '../../cloud/cloud';
import { type CloudOptions } from '../../cloud/options';
import { planOf, NO_GUARD, startPlan } from './planned';
import { TestClock } from '../testClock';
import { TokenInHand, testTransport } from '../api';
import { patience } from '../until';

/** The last heartbeat of an operation that was packed meanwhile. */
const LAST_HEARTBEAT_MS = 5_000;

const settings = { maxConcurrentRequests: 8, pollIntervalMs: 5_000, timeoutMs: 30 * 60_000, guard: NO_GUARD };

/** The engine with a TestClock, and everything that it reported. */
export class Harness {
  readonly changes: OperationChange[] = [];
  readonly lines: string[] = [];
  readonly log: string[] = [];
  readonly operations: Operations;
  readonly settings = { ...settings };
  /** How many requests are on their way. The clock is not advanced meanwhile. */
  inFlight = 0;
  /** What does not come with so many timers will never come: `until` gives up. Most tests need less than 1,000. */
  mostSteps = 5_000;

  constructor(
    clients: (harness: Harness) => OperationsClients,
    readonly clock = new TestClock(),
    store?: OperationsOptions['store'],
  ) {
    this.operations = new Operations({
      ...(store === undefined ? {} : { store }),
      clients: clients(this),
      clock,
      log: logInto(this.log),
      settings: {
        maxConcurrentRequests: () => this.settings.maxConcurrentRequests,
        pollIntervalMs: () => this.settings.pollIntervalMs,
        timeoutMs: () => this.settings.timeoutMs,
        guard: () => this.settings.guard,
      },
    });
    this.operations.onDidChange((change) => {
      this.changes.push(change);
      this.lines.push(...linesFor(change).map(({ level, line }) => `${level} ${line}`));
    });
  }

  /** Starts an operation on exactly these targets. */
  start(verb: Verb, project: string, targets: readonly Target[]): StartedOperation {
    return startPlan(this.operations, planOf(verb, project, targets));
  }

  /** Waits until the work under way has ended or waits for a timer. The clock is not advanced. */
  async rest(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.inFlight + this.clock.givingWay === 0 ? quiet + 1 : 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * Advances the clock from timer to timer until `condition` holds.
   * @throws when no timer is left before that, or after `mostSteps` of them
   */
  async until(condition: () => boolean): Promise<void> {
    await this.rest();
    for (let steps = 1; !condition(); steps += 1) {
      await this.work(condition);
      const next = this.clock.nextDelayMs;
      if (condition()) {
        return;
      }
      if (next === undefined || steps > this.mostSteps) {
        throw new Error(`Waited in vain; said so far:\n${[...this.lines, ...this.log].join('\n')}`);
      }
      this.clock.advance(next);
      await this.rest();
    }
  }

  /** Waits for work that needs no timer, while no timer is set: the packing of a journal after its operation. */
  private async work(condition: () => boolean): Promise<void> {
    const limit = Date.now() + patience.ownWorkMs;
    while (!condition() && this.clock.nextDelayMs === undefined && Date.now() < limit) {
      await this.rest();
    }
  }

  /** Advances the clock by `ms` milliseconds, timer by timer. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.elapsedMs() + ms;
    await this.rest();
    while (this.clock.elapsedMs() < end) {
      this.clock.advance(Math.min(this.clock.nextDelayMs ?? Infinity, end - this.clock.elapsedMs()));
      await this.rest();
    }
  }

  /**
   * Checks that no timer is left, or only the last heartbeat.
   * @throws when a timer was set for longer
   */
  async quiet(): Promise<void> {
    const began = this.clock.elapsedMs();
    await this.until(() => this.clock.pending === 0);
    const tookMs = this.clock.elapsedMs() - began;
    if (tookMs > LAST_HEARTBEAT_MS) {
      throw new Error(`Something ticked for ${tookMs} ms more.`);
    }
  }

  /** @returns the operation at its end */
  async end(started: StartedOperation): Promise<Operation> {
    await this.until(() => started.operation().endedAt !== undefined);
    return started.done;
  }
}

export const logInto = (lines: string[]): Log => ({
  debug: () => undefined,
  info: (line) => {
    lines.push(`info ${line}`);
  },
  warn: (line) => {
    lines.push(`warn ${line}`);
  },
  error: (line) => {
    lines.push(`error ${line}`);
  },
});

const unexpected = (what: string) => () => Promise.reject(new Error(`The test does not expect a call of ${what}.`));

const notShown = (): never => {
  throw new Error('The test does not expect a request to be described.');
};

/** @returns clients with the given methods; every other method fails */
export const fakes = (own: { cph?: Partial<CphLike>; koophone?: Partial<KooPhoneLike> }): OperationsClients => {
  const cph: CphLike = {
    restartServers: unexpected('restartServers'),
    describeRestart: notShown,
    restartPhones: unexpected('restartPhones'),
    describeRestartPhones: notShown,
    stopPhones: unexpected('stopPhones'),
    describeStopPhones: notShown,
    resetPhones: unexpected('resetPhones'),
    describeResetPhones: notShown,
    renameServer: unexpected('renameServer'),
    renamePhone: unexpected('renamePhone'),
    listJobs: unexpected('listJobs'),
    getJob: unexpected('getJob'),
    listServers: unexpected('listServers'),
    listPhones: unexpected('listPhones'),
    serverTags: unexpected('serverTags'),
    ...own.cph,
  };
  const koophone: KooPhoneLike = {
    rebootInstances: unexpected('rebootInstances'),
    describeReboot: notShown,
    assignInstances: unexpected('assignInstances'),
    describeAssign: notShown,
    unassignInstances: unexpected('unassignInstances'),
    describeUnassign: notShown,
    resetInstances: unexpected('resetInstances'),
    describeReset: notShown,
    getTask: unexpected('getTask'),
    listInstances: unexpected('listInstances'),
    queryStatus: unexpected('queryStatus'),
    ...own.koophone,
  };
  return {
    cph: () => Promise.resolve(cph),
    koophone: () => Promise.resolve(koophone),
    host: () => 'cloud.example',
    projectId: () => undefined,
  };
};

/**
 * @returns the same client, which lists `instances(9)` as bound until the first act: what is read before a request
 *   is then as it was confirmed
 */
export function boundUntilSent(koophone: Partial<KooPhoneLike>): Partial<KooPhoneLike> {
  const bound = instances(9).map(({ id, userId = '' }) => ({ id, userId, isAssigned: true }));
  let isSent = false;
  return {
    ...koophone,
    listInstances: (...asked) =>
      isSent
        ? (koophone.listInstances ?? unexpected('listInstances'))(...asked)
        : Promise.resolve({ total: bound.length, received: bound.length, instances: bound }),
    unassignInstances: (...sent) => {
      isSent = true;
      return (koophone.unassignInstances ?? unexpected('unassignInstances'))(...sent);
    },
    rebootInstances: (...sent) => {
      isSent = true;
      return (koophone.rebootInstances ?? unexpected('rebootInstances'))(...sent);
    },
  };
}

/** Runs a test with the engine, the real API clients and the simulated cloud. */
export async function withCloud(
  options: Partial<CloudOptions>,
  run: (harness: Harness, cloud: Cloud) => Promise<void>,
): Promise<void> {
  const clock = new TestClock();
  const cloud = await startCloud({ now: clock.exactNow, ...options });
  const harness = new Harness((own) => realClients(own, cloud), clock);
  try {
    await run(harness, cloud);
  } finally {
    harness.operations.dispose();
    await cloud.close();
  }
}

function realClients(harness: Harness, cloud: Cloud): OperationsClients {
  const authorizer = new TokenInHand(cloud.issueToken());
  const { transport } = testTransport({
    fetch: counting(harness),
    clock: harness.clock,
    onThrottled: (host, untilMs) => {
      harness.operations.throttled(host, untilMs);
    },
  });
  const connection = { transport, origin: cloud.origin, authorizer, projectId: cloud.account.projectId };
  const cph = new CphClient(connection);
  const koophone = new KooPhoneClient(connection);
  const { host } = new URL(cloud.origin);
  return {
    cph: () => Promise.resolve(cph),
    koophone: () => Promise.resolve(koophone),
    host: () => host,
    projectId: () => undefined,
  };
}

/** Counts a request as being on its way until the last byte of its response, or until it fails. */
const counting =
  (harness: Harness): Fetch =>
  async (url, init) => {
    harness.inFlight += 1;
    try {
      const { status, headers, text } = await send(url, init).then(async (answer) => {
        const body = await answer.text();
        return { status: answer.status, headers: answer.headers, text: body };
      });
      return { status, headers, text: () => Promise.resolve(text) };
    } finally {
      harness.inFlight -= 1;
    }
  };

/** @returns a server id with the form of those of CPH */
export const serverId = (number: number): string => number.toString(16).padStart(32, '0');

export const servers = (count: number): Target[] =>
  Array.from({ length: count }, (_, index) => ({ id: serverId(index + 1), name: `web-${index + 1}` }));

export const instances = (count: number): Target[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `kp${index + 1}`,
    name: `demo-${index + 1}`,
    userId: `user${index + 1}`,
  }));

/** @returns all operations that the window knows, newest first, each with its targets */
export async function wholeOperations({ operations }: Pick<Harness, 'operations'>): Promise<Operation[]> {
  const opened = await Promise.all(operations.list().map(({ number }) => operations.open(number)));
  return opened.filter((operation) => operation !== undefined);
}

/** @returns an operation that is not in the history */
export function whole(operation: AnyOperation | undefined): Operation {
  if (operation === undefined || !isWhole(operation)) {
    throw new Error('There is no such operation, or it is in the history.');
  }
  return operation;
}

/** @returns the newest operation that the window knows, with its targets */
export async function firstWhole(harness: Pick<Harness, 'operations'>): Promise<Operation> {
  const [operation] = await wholeOperations(harness);
  if (operation === undefined) {
    throw new Error('There is no operation.');
  }
  return operation;
}

export const resultsOf = (operation: Operation): (Result | undefined)[] =>
  operation.targets.map(({ result }) => result);

/** @returns the only target of an operation */
export function onlyTarget(operation: Operation): TargetState {
  const [target, ...rest] = operation.targets;
  if (target === undefined || rest.length > 0) {
    throw new Error(`It has ${operation.targets.length} targets.`);
  }
  return target;
}
