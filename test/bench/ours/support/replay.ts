import { type Fetch, send } from '../../../../src/api/http/fetch';

/**
 * Records the responses of a cloud and replays them without a network, so that only the extension's work is measured.
 */
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

/** @returns the address without the id of the request, which differs each time while the response stays the same */
function keyOf(address: string): string {
  const url = new URL(address);
  url.searchParams.delete('x-request-id');
  url.searchParams.sort();
  return url.href;
}
