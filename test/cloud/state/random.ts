type Words = readonly [number, number, number, number];

/** @returns four 32-bit words of the cyrb128 hash of a text. The hash is fast and not fit for secrets. */
function hash(text: string): Words {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/**
 * Random values that depend only on the seed and on their purpose. So a run can be repeated, and one more server does
 * not change the values of the others.
 */
export class Dice {
  constructor(private readonly seed: number) {}

  /** @returns a number from 0 up to, but not including, 1 */
  share(purpose: string): number {
    return hash(`${this.seed}:${purpose}`)[0] / 2 ** 32;
  }

  /** @returns an id of 32 hexadecimal characters in lower case */
  hexId(purpose: string): string {
    return hash(`${this.seed}:${purpose}`)
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
  }

  /** @returns a duration between 0.75 and 1.25 times the mean */
  around(meanMs: number, purpose: string): number {
    return Math.round(meanMs * (0.75 + this.share(purpose) / 2));
  }

  pick<T>(choices: readonly [T, ...T[]], purpose: string): T {
    return choices[Math.floor(this.share(purpose) * choices.length)] ?? choices[0];
  }
}
