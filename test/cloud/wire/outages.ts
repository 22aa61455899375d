interface Span {
  readonly from: number;
  /** Infinity: the target never comes back by itself. */
  readonly to: number;
}

interface Outage extends Span {
  readonly id: string;
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
    return mostAtOnce(this.all);
  }
}

/** A server as far as the outages of its phones depend on it. */
interface ServerOfPhones {
  readonly serverId: string;
  readonly phoneIds: readonly string[];
  /** When its last phone is back from a restart; 0: with the others. */
  readonly lastPhoneBackAt: number;
}

/**
 * When which phones of which servers were down: while they restart, are reset or go down, and after a failure. A phone
 * that has been shut down is not down in this sense.
 */
export class PhoneOutages {
  private readonly byServer = new Map<string, (Span & { readonly phoneIds: readonly string[] })[]>();

  add(serverId: string, outage: Span & { readonly phoneIds: readonly string[] }): void {
    const known = this.byServer.get(serverId);
    if (known === undefined) {
      this.byServer.set(serverId, [outage]);
    } else {
      known.push(outage);
    }
  }

  /** Adds the outage of all phones of a server by its restart. */
  addServer({ serverId, phoneIds, lastPhoneBackAt }: ServerOfPhones, { from, to }: Span): void {
    this.add(serverId, { phoneIds, from, to });
    if (lastPhoneBackAt > to) {
      this.add(serverId, { phoneIds: phoneIds.slice(-1), from, to: lastPhoneBackAt });
    }
  }

  /** @returns the most phones that were down at once, on all servers */
  mostAtOnce(): number {
    return mostAtOnce([...this.byServer.keys()].flatMap((id) => this.spansOf(id)));
  }

  /** @returns the most phones of one server, and of no other than this one if it is given, that were down at once */
  mostOfOneServer(serverId?: string): number {
    const servers = serverId === undefined ? [...this.byServer.keys()] : [serverId];
    return Math.max(0, ...servers.map((id) => mostAtOnce(this.spansOf(id))));
  }

  /** An outage that begins during another one of the same phone makes one with it. It can end one that had no end. */
  private spansOf(serverId: string): Span[] {
    const byPhone = new Map<string, Span[]>();
    const outages = [...(this.byServer.get(serverId) ?? [])].sort((a, b) => a.from - b.from || a.to - b.to);
    for (const { phoneIds, from, to } of outages) {
      for (const phoneId of phoneIds) {
        const spans = byPhone.get(phoneId) ?? [];
        const last = spans.at(-1);
        if (last === undefined || last.to < from) {
          byPhone.set(phoneId, [...spans, { from, to }]);
        } else {
          const end = last.to === Infinity && last.from < from ? to : Math.max(last.to, to);
          spans.splice(-1, 1, { from: last.from, to: end });
        }
      }
    }
    return [...byPhone.values()].flat();
  }
}

/** A span that begins when another one ends does not count together with it. */
function mostAtOnce(spans: readonly Span[]): number {
  const steps = spans
    .filter(({ from, to }) => to > from)
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  return steps.reduce((most, { by }) => Math.max(most, (now += by)), 0);
}
