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
  /** The account that the key is stored under, for messages and the log. */
  readonly account: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, when the cloud has refused the key for good. */
  readonly onRefused?: () => void;
}

/** A signed request. */
interface Signed {
  /** The time in `X-Sdk-Date`, in milliseconds since the epoch. */
  readonly signedAt: number;
  /** Whether the cloud refused it only because of the clock, so that a new signature may be accepted. */
  isWorthRepeating: boolean;
}

/** The request under way that shows whether the cloud accepts the key. The others wait for its end. */
interface Trial {
  readonly of: Signed;
  readonly over: Promise<void>;
  readonly end: () => void;
}

/**
 * A clock that is off by no more than this is not corrected. X-Sdk-Date may be off by 15 minutes
 * (api-sign-algorithm-001.html).
 */
const TOLERATED_MS = 60_000;

/**
 * Signs every request with one access key. An account has one signer, which all its projects share.
 *
 * Five failed signatures in a row lock a key for five minutes. So the first request goes alone, and the others wait for
 * its answer. A failed signature is repeated only when the cloud's `Date` header shows that the clock was off. After a
 * failure without that explanation nothing is signed any more.
 *
 * This trial begins when its request leaves the queue and ends with the request. So it lasts no longer than the
 * deadline of a request.
 */
export class AccessKeySigner implements Authorizer {
  private state: 'untried' | 'taken' | 'refused' = 'untried';
  private trial: Trial | undefined;
  /** How far the cloud's clock is ahead of this computer's, in milliseconds. */
  private aheadMs = 0;
  /** Whether the clock was corrected since the cloud last accepted the key. */
  private isCorrected = false;

  constructor(private readonly options: AccessKeySignerOptions) {}

  /**
   * Signs a request, after the trial under way.
   * @throws ApiError of kind `auth` once the cloud has refused the key; the signal's reason when the caller gives up
   */
  async authorize(request: UnsignedRequest, signal?: AbortSignal): Promise<Authorization> {
    await this.whenTried(signal);
    return this.sign(request);
  }

  /** Resolves when no trial is under way. Rejects with the signal's reason when the caller gives up. */
  async whenTried(signal?: AbortSignal): Promise<void> {
    while (this.trial !== undefined) {
      await orAbort(this.trial.over, signal);
    }
  }

  /**
   * Signs a request at once.
   * @throws ApiError of kind `auth` once the cloud has refused the key
   */
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

  /**
   * The key may have been refused or the clock corrected while the request waited in the queue. The first request with
   * an untried key becomes the trial.
   * @returns whether the request may leave with this signature
   */
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

  /** Learns from the end of a request whether the key is accepted and the clock is right. Ends its trial. */
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

  /**
   * Corrects the clock when a wrong clock explains the failed signature.
   * @param serverTime by the cloud's clock, in milliseconds since the epoch
   * @returns whether a wrong clock was the reason, and a new signature would have the right time
   */
  private isByClock({ signedAt }: Signed, serverTime: number | undefined): boolean {
    if (serverTime === undefined || !isFar(serverTime - signedAt)) {
      return false;
    }
    const aheadMs = serverTime - this.options.clock.now();
    if (!isFar(aheadMs - this.aheadMs)) {
      // Another request has corrected the clock meanwhile, or this one waited long between signing and sending.
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
      `The clock of this computer is ${off}; requests are signed with the cloud's time: ${this.options.account}`,
    );
    return true;
  }

  private refuse(): void {
    if (this.state === 'refused') {
      return;
    }
    this.state = 'refused';
    this.options.log.warn(`The cloud refuses the access key; nothing more is signed with it: ${this.options.account}`);
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
