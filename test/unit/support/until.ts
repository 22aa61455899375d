/**
 * Lets the event loop turn, real sockets included, until `condition` holds.
 * @throws when it does not within `limitMs` of real time
 */
export async function until(condition: () => boolean, what = 'the condition', limitMs = 5000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error(`Waited ${limitMs} ms in vain for ${what}.`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
