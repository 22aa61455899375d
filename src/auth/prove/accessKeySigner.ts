import {
  type Authorization,
  type Authorizer,
  type CredentialVerdict,
  type UnsignedRequest,
} from '../../api/request/authorizer';
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

/** One signed request. */
interface Signed {
  /** What `X-Sdk-Date` says, in milliseconds since the epoch. */
  readonly signedAt: number;
  /** Whether the cloud refused it for the clock alone, so that another signature may be taken. */
  isWorthRepeating: boolean;
}

/** The request on its way that shows whether the cloud takes the key; the others wait for its end. */
interface Trial {
  readonly of: Signed;
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
 *
 * The trial begins when its request leaves the queue and ends with that request, so it lasts no longer than the deadline
 * of a request.
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
  async authorize(request: UnsignedRequest, signal?: AbortSignal): Promise<Authorization> {
    await this.whenTried(signal);
    return this.sign(request);
  }

  /** Resolves at once, or when the trial on its way is over; rejects with the signal's reason. */
  async whenTried(signal?: AbortSignal): Promise<void> {
    while (this.trial !== undefined) {
      await orAbort(this.trial.over, signal);
    }
  }

  /** @throws ApiError of kind `auth` once the cloud has refused the key */
  sign(request: UnsignedRequest): Authorization {
    const { key, account, clock } = this.options;
    if (this.state === 'refused') {
      throw new ApiError('auth', message('Sign in again: the cloud refused the access key of {0}.', account), {
        didNotRun: true,
      });
    }
    const signed: Signed = { signedAt: clock.now() + this.aheadMs, isWorthRepeating: false };
    return {
      headers: signRequest(request, key, new Date(signed.signedAt)),
      mayLeave: () => this.mayLeave(signed),
      settle: (verdict) => {
        this.settle(signed, verdict);
      },
      renew: () => Promise.resolve(signed.isWorthRepeating),
    };
  }

  /** What waited in the queue while the key was refused or the clock corrected must not go out as it is. */
  private mayLeave(signed: Signed): boolean {
    if (isFar(this.options.clock.now() + this.aheadMs - signed.signedAt) || this.state === 'refused') {
      return false;
    }
    if (this.state === 'untried') {
      if (this.trial !== undefined) {
        return false;
      }
      this.trial = beginTrial(signed);
    }
    return true;
  }

  private settle(signed: Signed, verdict: CredentialVerdict): void {
    if (verdict.kind === 'refused') {
      signed.isWorthRepeating = this.state !== 'refused' && this.isByClock(signed, verdict.serverTime);
      if (!signed.isWorthRepeating) {
        this.refuse();
      }
    }
    if (this.trial?.of !== signed) {
      return;
    }
    if (verdict.kind === 'accepted') {
      this.state = 'taken';
      this.isCorrected = false;
    }
    this.trial.end();
    this.trial = undefined;
  }

  /** Whether the signature failed for the clock alone, and the clock is right from now on. */
  private isByClock({ signedAt }: Signed, serverTime: number | undefined): boolean {
    if (serverTime === undefined || !isFar(serverTime - signedAt)) {
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
}

function beginTrial(of: Signed): Trial {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { of, over, end };
}

const isFar = (ms: number): boolean => Math.abs(ms) > TOLERATED_MS;
