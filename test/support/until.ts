import { setTimeout as delay } from 'node:timers/promises';

/** Waits for one turn of the event loop. Work on sockets goes on meanwhile. */
export const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** For this long, in milliseconds, there are no pauses between two readings. Most conditions hold by then. */
const TURNING_MS = 20;

/** How long to wait, in milliseconds of real time. */
interface Patience {
  readonly limitMs?: number;
  /** The pause between two readings, once `TURNING_MS` are over. */
  readonly pauseMs?: number;
}

/**
 * Reads a value again and again until it `isRight`.
 * @param what names what is waited for. It begins the message of the error.
 * @returns the value that was read last
 * @throws Error with the value that was read last, when none is right within `limitMs`
 */
export async function readUntil<T>(
  read: () => T | Promise<T>,
  isRight: (value: T) => boolean,
  what: string,
  { limitMs = 20_000, pauseMs = 100 }: Patience = {},
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const value = await read();
    if (isRight(value)) {
      return value;
    }
    const waitedMs = Date.now() - started;
    if (waitedMs > limitMs) {
      throw new Error(`${what}: not within ${limitMs / 1000} s. Last seen: ${JSON.stringify(value)}`);
    }
    await (waitedMs < TURNING_MS ? turnOfTheLoop() : delay(pauseMs));
  }
}

/** How long to wait for work of this process, in milliseconds of real time. `npm run mutate` waits for less. */
export const patience = { ownWorkMs: 5_000 };

/**
 * Waits until `condition` holds. It is for the state of this process: `readUntil` pauses longer, and asks other processes.
 * @throws Error when it does not hold within `limitMs` of real time
 */
export async function until(
  condition: () => boolean,
  what = 'The condition',
  limitMs = patience.ownWorkMs,
): Promise<void> {
  await readUntil(condition, (holds) => holds, what, { limitMs, pauseMs: 5 });
}
