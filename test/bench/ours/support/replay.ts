import { type Fetch, send } from '../../../../src/api/http/fetch';

/** Records what a cloud answers, so that it can be had again without a network: then only our own work costs time. */
export class Replay {
  private readonly answers = new Map<string, { readonly status: number; readonly text: string }>();

  readonly record: Fetch = async (url, init) => {
    const answered = await send(url, init);
    const text = await answered.text();
    this.answers.set(keyOf(url), { status: answered.status, text });
    return { status: answered.status, headers: answered.headers, text: () => Promise.resolve(text) };
  };

  readonly play: Fetch = (url) => {
    const answered = this.answers.get(keyOf(url));
    if (answered === undefined) {
      return Promise.reject(new Error(`Nothing was recorded for ${url}`));
    }
    const { status, text } = answered;
    return Promise.resolve({ status, headers: new Headers(), text: () => Promise.resolve(text) });
  };
}

/** Each request has an id of its own; the answer is the same. */
function keyOf(address: string): string {
  const url = new URL(address);
  url.searchParams.delete('x-request-id');
  url.searchParams.sort();
  return url.href;
}
