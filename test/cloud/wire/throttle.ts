import { type Answer, type Call } from './answer';
import { gatewayAnswer } from './gateway';
import { type CloudOptions } from '../options';

/** The limit of the gateway: calls a second to one API. */
export class Throttle {
  private second = 0;
  private readonly counts = new Map<string, number>();

  constructor(private readonly options: CloudOptions) {}

  /** @returns the 429 for this call, or undefined while the API is below its limit */
  refusal(api: string, call: Call): Answer | undefined {
    const limit = this.options.callsPerSecond;
    if (limit === 0) {
      return undefined;
    }
    const second = Math.floor(call.at / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.counts.clear();
    }
    const count = (this.counts.get(api) ?? 0) + 1;
    this.counts.set(api, count);
    const text = `The throttling threshold has been reached: policy api over ratelimit,limit:${limit},time:1 second`;
    return count > limit ? gatewayAnswer(this.options, 429, '0308', text, call.requestId) : undefined;
  }
}
