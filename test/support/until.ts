/** For this long the event loop turns without pauses, and most conditions hold by then. Afterwards there are pauses. */
const turningMs = 20;
const pauseMs = 5;

/**
 * Waits until `condition` holds. Meanwhile the event loop turns, so work on real sockets goes on.
 * @throws when it does not hold within `limitMs` of real time
 */
export async function until(condition: () => boolean, what = 'the condition', limitMs = 5000): Promise<void> {
  const started = Date.now();
  while (!condition()) {
    const waited = Date.now() - started;
    if (waited > limitMs) {
      throw new Error(`Waited ${limitMs} ms in vain for ${what}.`);
    }
    await new Promise((resolve) => (waited < turningMs ? setImmediate(resolve) : setTimeout(resolve, pauseMs)));
  }
}
