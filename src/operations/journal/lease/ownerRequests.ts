import { type OwnerRequest } from '../fileNames';
import { type MadeRequest } from '../journalStore';
import { type Marks } from '../marks';
import { type LeaseDeps } from './leased';

/** The requests that let an operation go on. */
export const GO_ON: ReadonlySet<OwnerRequest> = new Set(['resume', 'promote']);

/** Older requests to go on are dropped: the person could not know what has happened since, such as a sleep. */
const LONGEST_REQUEST_MS = 60_000;

/** A request is taken back before it is done. One that cannot be taken back would be done with each look. */
export async function doRequests(
  { number, requested }: Marks,
  { journals, listeners, clock, log }: Pick<LeaseDeps, 'journals' | 'listeners' | 'clock' | 'log'>,
): Promise<void> {
  const taken: (readonly [OwnerRequest, MadeRequest | undefined])[] = [];
  for (const what of requested) {
    taken.push([what, await journals.takeRequest(number, what)]);
  }
  // Whoever asks for a stop or a pause wants nothing to be sent, whatever was asked for before.
  const isKeptBack = requested.some((what) => !GO_ON.has(what));
  for (const [what, made] of taken) {
    const isOld = made === undefined || Math.abs(clock.now() - made.at) > LONGEST_REQUEST_MS;
    if (GO_ON.has(what) && (isOld || isKeptBack)) {
      log.warn(`${what} of operation #${number} is dropped: it is too old, or a stop or a pause came with it.`);
    } else {
      listeners.requested(number, what, made?.seen);
    }
  }
}
