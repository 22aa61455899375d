interface Outage {
  readonly id: string;
  readonly from: number;
  /** Infinity: the target never comes back. */
  readonly to: number;
}

/** When which targets were down. Tests use it to check that there were never too many down at the same time. */
export class Outages {
  private readonly all: Outage[] = [];

  add(outage: Outage): void {
    this.all.push(outage);
  }

  /**
   * @returns the most targets that were down at the same time. A target that is back in the moment in which another
   *   goes down does not count.
   */
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
