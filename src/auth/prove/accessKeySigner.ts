import { type Authorizer, type Refusal, type UnsignedRequest } from '../../api/request/authorizer';
import { ApiError } from '../../api/errors/errors';
import { type AccessKey, signRequest } from '../../api/signing/signing';
import { type Clock } from '../../base/clock';
import { type Log } from '../../base/log';
import { orAbort } from '../../base/sharedPromise';
import { message } from '../../base/message';

export interface AccessKeySignerOptions {
  readonly key: AccessKey;
  /** Whose key it is, for people. */
  readonly account: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, when the cloud has refused the key for good. */
  readonly onRefused?: () => void;
}

type Headers = Readonly<Record<string, string>>;

/** A request that shows whether the cloud takes the key, while the others wait. */
interface Trial {
  readonly authorization: string | undefined;
  readonly over: Promise<void>;
  readonly end: () => void;
}

/** X-Sdk-Date may be 15 minutes away (api-sign-algorithm-001.html); a clock that is off by less is none of our business. */
const TOLERATED_MS = 60_000;

/**
 * Signs every request with one access key. One for each account: all its projects share what is known of the key.
 *
 * Five failed signatures in a row lock a key for five minutes. So the first request goes alone, and the others wait for
 * its answer; a failed signature is repeated only when the cloud's `Date` shows that the clock was off; and after one
 * that cannot be explained so nothing is signed any more.
 */
export class AccessKeySigner implements Authorizer {
  private state: 'untried' | 'taken' | 'refused' = 'untried';
  private trial: Trial | undefined;
  /** How far the cloud's clock is ahead of this computer's. */
  private aheadMs = 0;
  /** Whether the clock was corrected since the cloud last took the key. */
  private isCorrected = false;

  constructor(private readonly options: AccessKeySignerOptions) {}

  /** @throws ApiError of kind `auth` once the cloud has refused the key, or the signal's reason */
  async authorize(request: UnsignedRequest, signal?: AbortSignal): Promise<Headers> {
    while (this.state === 'untried' && this.trial !== undefined) {
      await orAbort(this.trial.over, signal);
    }
    const { key, account, clock } = this.options;
    if (this.state === 'refused') {
      throw new ApiError('auth', message('Sign in again: the cloud refused the access key of {0}.', account), {
        didNotRun: true,
      });
    }
    const proof = signRequest(request, key, new Date(clock.now() + this.aheadMs));
    if (this.state === 'untried') {
      this.trial = beginTrial(proof);
    }
    return proof;
  }

  renew(refused: Headers, _signal?: AbortSignal, refusal: Refusal = {}): Promise<boolean> {
    if (!this.isOwn(refused)) {
      // Somebody has signed in with another key meanwhile.
      return Promise.resolve(this.state !== 'refused');
    }
    const isWorthIt = this.state !== 'refused' && this.isByClock(refused, refusal.serverTime);
    if (!isWorthIt) {
      this.refuse();
    }
    this.endTrial(refused);
    return Promise.resolve(isWorthIt);
  }

  finished(proof: Headers, wasTaken: boolean): void {
    if (wasTaken && this.isOnTrial(proof)) {
      this.state = 'taken';
      this.isCorrected = false;
    }
    this.endTrial(proof);
  }

  /** What waited in the queue while the key was refused or the clock corrected must not go out as it is. */
  holds(proof: Headers): boolean {
    const signedAt = timeOf(proof['X-Sdk-Date']) ?? 0;
    const isFresh = !isFar(this.options.clock.now() + this.aheadMs - signedAt);
    return isFresh && this.isOwn(proof) && (this.state === 'taken' || this.isOnTrial(proof));
  }

  /** Whether the signature failed for the clock alone, and the clock is right from now on. */
  private isByClock(refused: Headers, serverTime: number | undefined): boolean {
    const signedAt = timeOf(refused['X-Sdk-Date']);
    if (serverTime === undefined || signedAt === undefined || !isFar(serverTime - signedAt)) {
      return false;
    }
    const aheadMs = serverTime - this.options.clock.now();
    if (!isFar(aheadMs - this.aheadMs)) {
      // Another request has brought the correction meanwhile, or this one waited for long before it went out.
      return true;
    }
    if (this.isCorrected) {
      return false;
    }
    this.isCorrected = true;
    this.state = 'untried';
    this.aheadMs = aheadMs;
    const off = `${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the cloud's`;
    this.options.log.warn(
      `The clock of this computer is ${off}; requests are signed by the cloud's: ${this.options.account}`,
    );
    return true;
  }

  private refuse(): void {
    if (this.state === 'refused') {
      return;
    }
    this.state = 'refused';
    this.options.log.warn(`The cloud refuses the access key, nothing more is signed with it: ${this.options.account}`);
    this.options.onRefused?.();
  }

  private endTrial(proof: Headers): void {
    if (this.isOnTrial(proof)) {
      this.trial?.end();
      this.trial = undefined;
    }
  }

  private isOnTrial(proof: Headers): boolean {
    return this.trial !== undefined && this.trial.authorization === proof['Authorization'];
  }

  private isOwn(proof: Headers): boolean {
    return proof['Authorization']?.includes(` Access=${this.options.key.accessKeyId},`) === true;
  }
}

function beginTrial(proof: Headers): Trial {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { authorization: proof['Authorization'], over, end };
}

const isFar = (ms: number): boolean => Math.abs(ms) > TOLERATED_MS;

/** @returns milliseconds since the epoch of a time such as `20191115T033655Z`. */
function timeOf(stamp: string | undefined): number | undefined {
  const ms = Date.parse((stamp ?? '').replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  return Number.isNaN(ms) ? undefined : ms;
}
