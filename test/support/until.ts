/** So long the event loop is only let turn: most of what is waited for is there then. A wait for the window is longer. */
const turningMs = 20;
const pauseMs = 5;

/**
 * Lets the event loop turn, real sockets included, until `condition` holds.
 * @throws when it does not within `limitMs` of real time
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
