interface Outage {
  readonly id: string;
  readonly from: number;
  /** Infinity for one that never comes back. */
  readonly to: number;
}

/** Who was down, and from when to when: what a test asks to see that never too many were down at once. */
export class Outages {
  private readonly all: Outage[] = [];

  add(outage: Outage): void {
    this.all.push(outage);
  }

  /** How many were down at the same time at most; one that comes back in the moment in which another leaves is not. */
  mostAtOnce(): number {
    const steps = this.all
      .filter(({ from, to }) => to > from)
      .flatMap(({ from, to }) => [
        { at: from, by: 1 },
        { at: to, by: -1 },
      ])
      .sort((a, b) => a.at - b.at || a.by - b.by);
    let now = 0;
    return steps.reduce((most, { by }) => Math.max(most, (now += by)), 0);
  }
}
