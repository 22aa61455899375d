import { setTimeout as delay } from 'node:timers/promises';

const deadlineMs = 20_000;
const usualPauseMs = 100;

/**
 * Reads repeatedly until the value `isRight`.
 * @param what describes the wait, for the error after the deadline
 * @returns the value
 */
export async function waitUntil<T>(
  read: () => Promise<T>,
  isRight: (value: T) => boolean,
  what: string,
  { timeoutMs = deadlineMs, pauseMs = usualPauseMs }: { timeoutMs?: number; pauseMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isRight(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMs / 1000} s. Last seen: ${JSON.stringify(value)}`);
    }
    await delay(pauseMs);
  }
}
